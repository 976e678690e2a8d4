"""Which pages belong to no stage: welcome, claims, data, the client's own area, the gallery of components?"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import Role, require_role, role_of
from ischia.clinic.places.api import clinic_of
from ischia.clinic.web.gallery import samples
from ischia.clinic.web.presenters import all_claims
from ischia.clinic.web.waiting import waiting_for_clinician


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The welcome page."""
    return render(request, "web/home.html")


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    """What happens at each stage, for somebody who wonders whether to begin."""
    return render(request, "web/how_it_works.html")


@require_safe
def what_massage_can_do(request: HttpRequest) -> HttpResponse:
    """Every popular claim with its honest answer."""
    return render(request, "web/what_massage_can_do.html", {"claims": all_claims()})


@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """Where answers are kept and who can see them."""
    return render(request, "web/your_data.html")


@never_cache
@require_role(Role.OWNER)
@require_safe
def clinic_settings(request: HttpRequest) -> HttpResponse:
    """Every page on which an owner sets something for the whole clinic."""
    return render(request, "web/settings.html")


@never_cache
@require_role(Role.THERAPIST, Role.FRONT_DESK, Role.OWNER)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Clients whose dates wait for a clinician: the desk sees who and since when, the care team where to answer."""
    role, clinic = role_of(request), clinic_of(request)
    therapist = request.user if role is Role.THERAPIST else None
    found = waiting_for_clinician(clinic=clinic, therapist=therapist, now=timezone.now())
    if found:
        clients = [one.screening.episode.client for one in found]
        record_read(actor=Actor.of(request.user), subject=clinic, part="waiting", shown=clients)
    return render(request, "web/waiting.html", {"waiting": found, "answers": role is not Role.FRONT_DESK})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the design system, for those who build pages. Not on a clinic's public site."""
    is_staff = request.user.is_authenticated and request.user.is_staff
    if not (settings.DEBUG or settings.ISCHIA_DEMO or is_staff):
        raise Http404
    return render(request, "web/gallery.html", samples())
