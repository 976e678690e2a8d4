"""Which pages does a client find in their own area, and which of them show nothing of the health record?"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.book.api import history_for, upcoming_for
from ischia.clinic.people.api import Whose, whose
from ischia.clinic.web.me.care import my_care
from ischia.clinic.web.me.documents import documents_of
from ischia.pathway.shared.errors import NotFound

MOST_PAST = 60


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The next step first, then what else there is to do and when the visits are."""
    found = whose(request)
    care = None
    if found.client is not None:
        care = my_care(found.client, user=request.user, now=timezone.now(), shares_health=found.shares_health)
    return render(request, "web/me/home.html", {"care": care, "whose": found, "client": found.client})


@never_cache
@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Every visit, those ahead first."""
    found = _somebody(whose(request))
    now = timezone.now()
    context = {
        "whose": found,
        "upcoming": list(upcoming_for(found.client, now)),
        "history": list(history_for(found.client, now)[:MOST_PAST]),
        "history_head": (_("Date"), _("With"), _("How it ended")),
    }
    return render(request, "web/me/visits.html", context)


@never_cache
@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Letters, clinicians' answers, what was told before the visits, receipts and what was paid in advance."""
    found = _somebody(whose(request))
    shown = documents_of(found.client, today=timezone.localdate(), shares_health=found.shares_health)
    context = {"whose": found, "shown": shown, "receipts_head": (_("Date"), _("What for"), _("Amount"), _("Number"))}
    return render(request, "web/me/documents.html", context)


def _somebody(found: Whose) -> Any:
    """The area of somebody: NotFound for a visitor without a record."""
    if found.client is None:
        raise NotFound("No such record")
    return found
