"""Which page shows the owner the figures of the clinic?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.overview.dashboard import expiring_rows, outcome_in_words, since_in_words, tiles
from ischia.clinic.overview.figures import figures_of
from ischia.clinic.overview.policies import OWNER
from ischia.clinic.people.api import require_role
from ischia.clinic.places.api import clinic_of
from ischia.knowledge import load_knowledge


@never_cache
@require_safe
@require_role(*OWNER)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Counts of the whole clinic; nobody is named but therapists whose registration runs out."""
    clinic, now = clinic_of(request), timezone.now()
    figures = figures_of(clinic, knowledge=load_knowledge(), now=now)
    context = {
        "tiles": tiles(figures),
        "since": since_in_words(figures),
        "outcome": outcome_in_words(figures.outcome),
        "expiring": expiring_rows(figures.registered, timezone.localdate(now, clinic.zoneinfo)),
    }
    return render(request, "overview/dashboard.html", context)
