"""What does this visitor look for, and who fits? Worked out once for every page that shows therapists."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from ischia.clinic.match.forms import FilterForm
from ischia.clinic.match.offer import service_for
from ischia.clinic.match.queries import Matches, matches
from ischia.clinic.people.api import Therapist, client_of, therapists_with_all, treated_by
from ischia.clinic.places.api import Clinic, Service
from ischia.clinic.plan.api import Proposal, propose_plan
from ischia.clinic.screen.api import Standing
from ischia.pathway.book.api import deep_minutes
from ischia.pathway.match.conditions import told
from ischia.pathway.match.values import Match, Need, TherapistProfile
from ischia.pathway.plan.api import Plan

USUAL_MINUTES = 45
LOOK_AHEAD = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The filters as they were read, the service that a session would be, and everybody who was considered.

    `offered` are those who fit the filters too, best first.
    """

    form: FilterForm
    service: Service
    found: Matches
    offered: tuple[Match, ...]
    now: datetime

    def profiles(self) -> tuple[TherapistProfile, ...]:
        """Those on offer as matching saw them."""
        return tuple(self.found.profiles[match.therapist] for match in self.offered)


def look(request: HttpRequest, clinic: Clinic, stand: Standing, *, now: datetime) -> Look:
    """Ranks the clinic's therapists for the visitor's plan, or for nothing in particular before there is one."""
    people = therapists_with_all(clinic)
    places = sorted({place for one in people for place in one.treats_at}, key=lambda place: place.name)
    form = FilterForm(request.GET, clinic=clinic, places=places, therapists=people)
    form.is_valid()
    proposal = propose_plan(stand) if stand.may_go_on else None
    plan = proposal.plan if proposal else None
    service = service_for(clinic, plan.course.session_minutes if plan else USUAL_MINUTES)
    need = _need(form, proposal, stand)
    client = client_of(request.user, clinic)
    found = matches(
        clinic=clinic,
        need=need,
        service=service,
        now=now,
        treated_by=treated_by(client) if client else (),
        seed=str(now.date()),
        half_day=form.cleaned_data.get("half_day") or None,
        deep_minutes=_deep_minutes(plan, service),
        here=form.origin[1] if form.origin else None,
        people=people,
    )
    return Look(form=form, service=service, found=found, offered=_wanted(found, need), now=now)


def _deep_minutes(plan: Plan | None, service: Service) -> int:
    parts = [(block.technique, block.pressure, block.minutes) for block in plan.blocks] if plan else []
    return deep_minutes(parts, service.minutes)


def _need(form: FilterForm, proposal: Proposal | None, stand: Standing) -> Need:
    wanted, plan = form.cleaned_data, proposal.plan if proposal else None
    return Need(
        techniques=frozenset(block.technique for block in plan.blocks) if plan else frozenset(),
        language=wanted.get("language") or None,
        gender=wanted.get("gender") or None,
        step_free=bool(wanted.get("step_free")),
        access=frozenset(wanted.get("access") or ()),
        place=wanted.get("place") or None,
        conditions=told(proposal.verdict, plan.pattern, stand.knowledge) if proposal and plan else {},
        near=form.origin[0] if form.origin else None,
        in_miles=form.in_miles,
    )


def _wanted(found: Matches, need: Need) -> tuple[Match, ...]:
    return tuple(match for match in found.ranking.offered if _is_wanted(found.therapists[match.therapist], need))


def _is_wanted(therapist: Therapist, need: Need) -> bool:
    """What the visitor filtered by is a must on this page; in the ranking it only weighs."""
    return (
        (need.gender is None or therapist.gender == need.gender)
        and (need.language is None or need.language in therapist.languages)
        and (need.place is None or need.place in {str(place.pk) for place in therapist.treats_at})
    )
