"""Which pages find a client and show what the desk needs of them?"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.overview.acting import UNPROCESSABLE
from ischia.clinic.overview.clients import client_shown
from ischia.clinic.overview.forms import ContactForm, SearchForm
from ischia.clinic.overview.policies import DESK
from ischia.clinic.people.api import (
    ClientDetails,
    change_contact,
    find_clients,
    readable_client,
    register_client,
    require_role,
)
from ischia.clinic.places.api import clinic_of
from ischia.pathway.shared.errors import Refused

MOST_FOUND = 25


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK)
def clients(request: HttpRequest) -> HttpResponse:
    """Clients by a few letters. What is looked for comes in the body and stands in no address."""
    clinic = clinic_of(request)
    if request.method == "POST" and request.POST.get("do") == "add":
        return _added(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    found = find_clients(clinic, text, most=MOST_FOUND + 1)
    if found:
        record_read(actor=Actor.of(request.user), subject=clinic, part="clients", shown=found[:MOST_FOUND])
    context = {
        "form": form,
        "new": ContactForm(),
        "q": text,
        "found": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
    }
    return render(request, "overview/clients.html", context)


def _added(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST)
    if form.is_valid():
        details = ClientDetails(**form.cleaned_data)
        client = register_client(
            actor=Actor.of(request.user), clinic=clinic_of(request), details=details, now=timezone.now()
        )
        messages.success(request, _("Added."))
        return redirect("overview:client", client.pk)
    context = {"form": SearchForm(), "new": form, "q": "", "found": [], "wrong": form}
    return render(request, "overview/clients.html", context, status=UNPROCESSABLE)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK, hidden=True)
def client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One client; a POST keeps the contact details."""
    found = readable_client(request.user, client_id)
    now = timezone.now()
    form = ContactForm(request.POST if request.method == "POST" else None, client=found)
    if request.method == "POST" and form.is_valid():
        try:
            today = timezone.localdate(now, found.clinic.zoneinfo)
            change_contact(actor=Actor.of(request.user), client=found, today=today, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("overview:client", found.pk)
    record_read(actor=Actor.of(request.user), subject=found, part="desk")
    context = {
        "client": found,
        "form": form,
        "shown": client_shown(found, now=now),
        "history_head": (_("Date"), _("With"), _("How it ended")),
        "receipts_head": (_("Number"), _("Date"), _("For"), _("Amount")),
    }
    return render(request, "overview/client.html", context, status=UNPROCESSABLE if form.errors else 200)
