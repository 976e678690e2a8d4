"""Who acts for whom: on which pages does it begin, change and end?

These pages are always the visitor's own: who acts for somebody cannot pass that on.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import (
    Authority,
    Client,
    User,
    act_for,
    act_for_oneself,
    authorities_held,
    authorities_over,
    end_authority,
    let_act,
    own_client,
    records_to_take_over,
    register_in_care,
    take_over_record,
)
from ischia.clinic.places.api import clinic_of
from ischia.clinic.web.me.family_forms import HelperForm, PersonForm
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE = 422


@never_cache
@login_required
@require_safe
def family(request: HttpRequest) -> HttpResponse:
    """For whom the visitor acts, who acts for them, and records that wait for their owner."""
    clinic, client = clinic_of(request), own_client(request)
    context = {
        "client": client,
        "held": authorities_held(request.user, clinic),
        "helpers": authorities_over(client) if client else [],
        "waiting": [] if client else records_to_take_over(request.user, clinic),
    }
    return render(request, "web/me/family.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def helper(request: HttpRequest) -> HttpResponse:
    """Lets somebody act for the visitor."""
    client = own_client(request)
    if client is None:
        raise NotFound("No such record")
    form = HelperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            let_act(actor=Actor.of(request.user), client=client, helper=form.helper(), now=timezone.now())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("They can act for you from now on. You can end it here at any time."))
            return redirect("web:my_family")
    return render(request, "web/me/trusting.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """Registers somebody in the visitor's care."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        client = register_in_care(
            actor=Actor.of(request.user),
            clinic=clinic_of(request),
            holder=signed_in(request),
            details=form.details(),
            basis=form.basis_given(),
            now=timezone.now(),
        )
        act_for(request, client.pk)
        return redirect("web:me")
    return render(request, "web/me/person.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_POST
def switch(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """From now on the pages are those of somebody the visitor acts for."""
    act_for(request, client_id)
    return redirect("web:me")


@login_required
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """Back to one's own pages."""
    act_for_oneself(request)
    return redirect("web:me")


@login_required
@require_POST
def end(request: HttpRequest, authority_id: UUID) -> HttpResponse:
    """Ends it, from either side."""
    found = Authority.objects.filter(pk=authority_id, end=None).select_related("client").first()
    if found is None or signed_in(request).pk not in {found.holder_id, found.client.user_id}:
        raise NotFound("No such authority")
    end_authority(actor=Actor.of(request.user), authority=found, now=timezone.now())
    if found.holder_id == signed_in(request).pk:
        act_for_oneself(request)
    messages.success(request, _("This has ended."))
    return redirect("web:my_family")


@login_required
@require_POST
def take_over(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A person who was in somebody's care takes over their own record."""
    client = Client.objects.filter(pk=client_id, clinic=clinic_of(request)).first()
    if client is None:
        raise NotFound("No such record")
    take_over_record(actor=Actor.of(request.user), client=client, user=signed_in(request), now=timezone.now())
    messages.success(request, _("This record is yours now. Who acted for you still can, until you end it."))
    return redirect("web:my_family")


def signed_in(request: HttpRequest) -> User:
    """The visitor, whom the decorators have let in."""
    if not isinstance(request.user, User):
        raise NotFound("Nobody is signed in")
    return request.user
