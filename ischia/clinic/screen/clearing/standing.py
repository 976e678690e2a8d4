"""Where does a request to a clinician stand, how old is it, and what comes next?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.models import CLOSED, ClearanceRequest, ClearanceRules, ClearanceStep, StepStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """A request as staff see it: nothing about health."""

    request: ClearanceRequest
    status: str
    age: str
    next_step: str
    is_open: bool
    note: str


def rules_for(clinic: Clinic) -> ClearanceRules:
    """The clinic's rules; the defaults where it has set none."""
    return ClearanceRules.objects.filter(clinic=clinic).first() or ClearanceRules(clinic=clinic)


def is_open(request: ClearanceRequest, now: datetime) -> bool:
    """Whether an answer can still come in by link or is awaited on paper. Reads the request's steps."""
    return request.expires_at > now and not is_over(request)


def is_over(request: ClearanceRequest) -> bool:
    """Whether it was answered, withdrawn or overtaken. Reads the request's steps."""
    return any(step.status in CLOSED for step in request.steps.all())


def link_until(request: ClearanceRequest) -> str:
    """The day and time when the link ends, in the clinic's zone."""
    return date_format(timezone.localtime(request.expires_at, request.episode.client.clinic.zoneinfo), "l j F, H:i")


def requests_of(episode: Episode) -> tuple[ClearanceRequest, ...]:
    """Every request of the episode with its steps, latest first. Two SQL queries."""
    found = ClearanceRequest.objects.filter(episode=episode).select_related("episode__client__clinic")
    return tuple(found.prefetch_related("steps"))


def last_requests(episodes: Collection[UUID], now: datetime) -> dict[UUID, RequestShown]:
    """The last request of each episode, for a list. Two SQL queries however many episodes."""
    found = ClearanceRequest.objects.filter(episode__in=episodes).order_by("asked_at")
    rows = found.select_related("episode__client__clinic").prefetch_related("steps")
    return {request.episode_id: show_request(request, now) for request in rows}


def show_request(request: ClearanceRequest, now: datetime) -> RequestShown:
    """Where it stands, in words."""
    steps = sorted(request.steps.all(), key=lambda step: step.at)
    last = steps[-1]
    status, following = _in_words(request, last, now)
    return RequestShown(
        request=request,
        status=status,
        age=_age(request, now),
        next_step=following,
        is_open=is_open(request, now),
        note=last.note,
    )


def _in_words(request: ClearanceRequest, last: ClearanceStep, now: datetime) -> tuple[str, str]:
    who = {"name": request.clinician_name}
    if last.status == StepStatus.ANSWERED:
        return _("%(name)s has answered") % who, _("Read the answer, and talk to the client.")
    if last.status == StepStatus.WITHDRAWN:
        return _("The question to %(name)s was taken back") % who, _("Ask again.")
    if last.status == StepStatus.SUPERSEDED:
        answered = _("%(name)s wanted to answer, but the safety questions were answered anew before") % who
        return answered, _("Ask again, about the new answers.")
    if request.expires_at <= now:
        return _("%(name)s has not answered in time") % who, _("Ring them, or ask again.")
    if last.status == StepStatus.REMINDED:
        return _("%(name)s was reminded") % who, _("Ring them: they have been reminded once.")
    return _("%(name)s was asked") % who, _waiting(request)


def _waiting(request: ClearanceRequest) -> str:
    if not request.clinician_email:
        return _("Give the client the paper. Write the answer down when it is back.")
    day = timezone.localtime(request.remind_at, request.episode.client.clinic.zoneinfo)
    return _("Wait. A reminder goes out on %s.") % date_format(day, "j F")


def _age(request: ClearanceRequest, now: datetime) -> str:
    zone = request.episode.client.clinic.zoneinfo
    days = (timezone.localdate(now, zone) - timezone.localdate(request.asked_at, zone)).days
    if days == 0:
        return _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
