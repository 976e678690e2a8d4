"""Which plans, safety checks and bookings do the tests about booking share?

Callum works in Leith (tests/support/diary.py). Ailsa has a plan of four visits a week apart and a clear safety check.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Course, book_course, hold_course
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import CarePlan
from ischia.clinic.screen.api import Clearance, Screening, verdict_to_json
from ischia.knowledge.records import Level, RuleId, Wording
from ischia.pathway.book.api import Slot
from ischia.pathway.screen.values import Outcome, Reason, Verdict
from ischia.pathway.shared.limits import UNRESTRICTED
from tests.support.clinic import NOW, World, make_episode
from tests.support.diary import give_hours, slot

POLICY = "2026-11"
MONDAYS = ("2026-11-30 10:00", "2026-12-07 10:00", "2026-12-14 10:00", "2026-12-21 10:00")


def make_screening(
    episode: Episode,
    *,
    outcome: str = "clear",
    rules: Sequence[str] = ("some_rule",),
    at: datetime = NOW - timedelta(hours=1),
    purpose: str = "booking",
) -> Screening:
    """A safety check with this outcome; `rules` are the reasons of a clinician_first verdict."""
    level = Level.CLINICIAN_FIRST if outcome == "clinician_first" else Level.CLEAR
    verdict = Verdict(
        level=level,
        outcome=Outcome(outcome),
        could_become=level,
        reasons=tuple(_reason(rule) for rule in rules) if level is Level.CLINICIAN_FIRST else (),
        open_rules=(),
        limits=UNRESTRICTED,
        safety_net=(),
        knowledge_version="tests",
    )
    return Screening.objects.create(
        episode=episode,
        purpose=purpose,
        findings={},
        outcome=outcome,
        level=level,
        verdict=verdict_to_json(verdict),
        knowledge_version="tests",
        answered_by="client",
        completed_at=at,
    )


def _reason(rule: str) -> Reason:
    """A reason for asking a clinician first, in words that no reader could mistake for another's."""
    return Reason(
        rule=RuleId(rule),
        origin="tests",
        title=rule,
        level=Level.CLINICIAN_FIRST,
        findings_used={},
        say=Wording(client="Ask first.", therapist="Ask for a letter.", clinician="Is massage suitable?"),
        act_now="",
        citations=(),
        is_verified=True,
    )


def make_clearance(screening: Screening, *, answer: str = "yes", at: datetime = NOW) -> Clearance:
    """A clinician's answer to this screening."""
    return Clearance.objects.create(
        episode=screening.episode,
        screening=screening,
        answer=answer,
        limits={},
        clinician_name="Dr Shona Laird",
        clinician_role="GP",
        answered_on=at.date(),
        recorded_by="tests",
        recorded_at=at,
    )


def make_care_plan(
    episode: Episode,
    *,
    sessions: int = 4,
    techniques: Sequence[str] = ("trigger_point",),
    review_by_day: int | None = None,
) -> CarePlan:
    """A plan of weekly visits, two days' tolerance either way. `review_by_day`: None leaves it to the product."""
    course = {"spacing_minimum_days": 5, "spacing_ideal_days": 7, "spacing_maximum_days": 9, "sessions": sessions}
    if review_by_day is not None:
        course["review_by_day"] = review_by_day
    plan: dict[str, Any] = {"course": course, "blocks": [_block(technique) for technique in techniques]}
    return CarePlan.objects.create(
        episode=episode,
        plan=plan,
        sessions=sessions,
        session_minutes=45,
        knowledge_version="tests",
        at=NOW,
        actor="tests",
    )


def ready(world: World, *, outcome: str = "clear") -> CarePlan:
    """Callum works, Ailsa has been screened: her plan can be booked (if the outcome lets it)."""
    give_hours(world.callum, world.leith)
    make_screening(world.episode, outcome=outcome)
    return make_care_plan(world.episode)


def ready_too(world: World) -> CarePlan:
    """Bram has been screened and has a plan as well."""
    episode = make_episode(world.bram)
    make_screening(episode)
    return make_care_plan(episode)


def mondays(world: World, *starts: str) -> tuple[Slot, ...]:
    """Slots with Callum in Leith at these times, or at ten on four Mondays."""
    return tuple(slot(world.callum, world.leith, start) for start in starts or MONDAYS)


def hold(
    world: World,
    care_plan: CarePlan,
    *starts: str,
    actor: Actor | None = None,
    key: str = "",
    now: datetime = NOW,
    **options: Any,
) -> Course:
    return hold_course(
        actor=actor or world.as_ailsa,
        episode=care_plan.episode,
        care_plan=care_plan,
        service=world.follow_up,
        slots=mondays(world, *starts),
        request_key=key or str(uuid4()),
        now=now,
        **options,
    )


def book(
    world: World,
    care_plan: CarePlan,
    *starts: str,
    actor: Actor | None = None,
    key: str = "",
    now: datetime = NOW,
    **options: Any,
) -> Course:
    return book_course(
        actor=actor or world.as_ailsa,
        episode=care_plan.episode,
        care_plan=care_plan,
        service=world.follow_up,
        slots=mondays(world, *starts),
        request_key=key or str(uuid4()),
        policy_version=POLICY,
        now=now,
        **options,
    )


def _block(technique: str) -> dict[str, Any]:
    return {"technique": technique, "pressure": 3, "minutes": 10}
