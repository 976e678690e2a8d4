"""Whom do the tests about asking a clinician share? Ailsa has kidney disease: a clinician has to be asked first."""

from datetime import datetime
from typing import Any

from ischia.clinic.book.api import Course
from ischia.clinic.messaging.api import Message
from ischia.clinic.plan.api import CarePlan, record_plan
from ischia.clinic.screen.api import Addressee, ClearanceRequest, ask_clinician
from ischia.pathway.assess.api import assess
from ischia.pathway.plan.api import Preferences, plan
from ischia.pathway.screen.api import screen
from tests.support.booking import hold
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import give_hours
from tests.support.treating import KNOWLEDGE, screened, well_but_for

TOLD = {"pain_below_knee": True, "severe_kidney_disease": True}
LAIRD = Addressee(name="Dr Shona Laird", email="shona.laird@practice.example")

ANSWER: dict[str, Any] = {
    "answer": "yes_with_limits",
    "max_pressure": "2",
    "max_minutes": "30",
    "exclude_techniques": ["trigger_point"],
    "avoid_regions": ["lumbar"],
    "positions": ["side_lying", "prone"],
    "no_heat": "on",
    "precautions": "Stop if she feels faint.",
    "clinician_name": "Dr Shona Laird",
    "clinician_role": "GP",
    "clinician_registration": "GMC 7654321",
    "note": "Please send me a letter after six weeks.",
}
"""What Dr Laird fills in."""


def to_be_cleared(world: World, *, now: datetime = NOW) -> CarePlan:
    """Ailsa's check asks for a clinician first; she has a plan, and Callum works."""
    give_hours(world.callum, world.leith)
    screened(world.episode, TOLD, now=now)
    answers = well_but_for(TOLD)
    made = plan(
        screen(answers, KNOWLEDGE),
        assess(answers, (), KNOWLEDGE),
        goals=("walk to the shop",),
        preferences=Preferences(),
        knowledge=KNOWLEDGE,
    )
    for technique in {block.technique for block in made.blocks}:
        world.callum.skills.get_or_create(technique=technique, defaults={"evidence": "Diploma 2019"})
    return record_plan(actor=BUILDER, episode=world.episode, plan=made, now=now)


def holding(world: World, *, now: datetime = NOW) -> Course:
    """As above, and Ailsa holds four Mondays with Callum."""
    return hold(world, to_be_cleared(world, now=now), now=now)


def asked(world: World, *, now: datetime = NOW) -> ClearanceRequest:
    """Callum asks Dr Laird."""
    return ask_clinician(actor=world.as_callum, episode=world.episode, addressee=LAIRD, now=now)


def sent_token(kind: str = "clearance_request") -> str:
    """The token in the last message of this kind."""
    link = Message.objects.filter(kind=kind).latest("created_at").facts["link"]
    return str(link).rstrip("/").rpartition("/")[2]
