"""Which page shows the therapists that may be offered, and why in this order?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ischia.clinic.screen.api import journey_steps
from ischia.pathway.stages import Stage


@never_cache
@require_GET
def therapists(request: HttpRequest) -> HttpResponse:
    """The therapists on offer, best first."""
    return render(request, "match/therapists.html", {"steps": journey_steps(Stage.MATCH)})
