"""Which page shows the owner how courses go?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import Role, require_role
from ischia.clinic.places.api import clinic_of
from ischia.clinic.track.outcomes.presenters import measures_shown
from ischia.clinic.track.outcomes.queries import courses_of
from ischia.knowledge import load_knowledge
from ischia.pathway.plan.api import REVIEW_BY_DAY
from ischia.pathway.track.outcomes import FEWEST_COURSES, outcomes


@never_cache
@require_role(Role.OWNER)
@require_safe
def clinic_outcomes(request: HttpRequest) -> HttpResponse:
    """Counts over all courses of the clinic; nobody is named, and no therapist is compared with another."""
    clinic, knowledge = clinic_of(request), load_knowledge()
    record_read(actor=Actor.of(request.user), subject=clinic, part="outcomes")
    courses = courses_of(clinic, today=timezone.localdate())
    context = {
        "settled": len(courses.settled),
        "too_recent": courses.too_recent,
        "measures": measures_shown(outcomes(courses.settled, knowledge), knowledge),
        "fewest": FEWEST_COURSES,
        "days": REVIEW_BY_DAY,
        "knowledge_version": knowledge.version,
    }
    return render(request, "track/outcomes/page.html", context)
