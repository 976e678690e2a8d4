"""What does a small treatment room look like? Two muscles, three techniques, one plan: enough to see every border."""

from dataclasses import replace
from datetime import date
from typing import Any

from ischia.knowledge.records import (
    Backing,
    Confidence,
    EvidenceId,
    Grade,
    InstrumentId,
    Knowledge,
    Muscle,
    MuscleId,
    Region,
    RegionId,
    RuleId,
    Standing,
    Technique,
    TechniqueId,
    Wording,
)
from ischia.pathway.plan.values import Block, CourseSpec, Plan
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.limits import Limits
from ischia.pathway.treat.api import AdverseEvent, SessionRecord, Work

TODAY = date(2026, 11, 22)
BACKING = Backing(
    evidence=(EvidenceId("S30"),),
    standing=Standing.PROPOSED,
    confidence=Confidence.SURE,
    grade=Grade.CONSENSUS,
    reviewed_on=TODAY,
    reviewer="spec",
)
NO_LIMITS = Limits(because={})


def technique(name: str, label: str, *, uses_tools: bool = False) -> Technique:
    return Technique(
        id=TechniqueId(name),
        label=label,
        say=Wording(client="", therapist="", clinician=""),
        pressure_low=1,
        pressure_high=5,
        uses_tools=uses_tools,
        parameters=(),
        backing=BACKING,
        claims=(),
    )


def muscle(name: str, label: str, region: str) -> Muscle:
    return Muscle(id=MuscleId(name), label=label, regions=(RegionId(region),), refers_to=(), backing=BACKING)


def region(name: str, label: str) -> Region:
    return Region(id=RegionId(name), label=label, view="back", sides=("left", "right"))


KNOWLEDGE = Knowledge(
    version="spec",
    evidence={},
    findings={},
    questions={},
    contradictions={},
    red_flags={},
    contraindications={},
    patterns={},
    techniques={
        one.id: one
        for one in (
            technique("myofascial", "Myofascial release"),
            technique("trigger_point", "Trigger point pressure"),
            technique("tool_work", "Tool work", uses_tools=True),
        )
    },
    regions={one.id: one for one in (region("buttock", "Buttock"), region("calf", "Calf"))},
    muscles={
        one.id: one for one in (muscle("gluteus", "Gluteus medius", "buttock"), muscle("calf_muscle", "Calf", "calf"))
    },
    instruments={},
    claims={},
    review_facts={},
    review_rules={},
)

GLUTEUS = Work(
    technique=TechniqueId("myofascial"),
    muscle=MuscleId("gluteus"),
    side=Side.LEFT,
    position="side_lying",
    pressure=3,
    minutes=25,
)
CALF = replace(GLUTEUS, technique=TechniqueId("trigger_point"), muscle=MuscleId("calf_muscle"), pressure=4, minutes=20)


def block(work: Work) -> Block:
    return Block(
        technique=work.technique,
        muscle=work.muscle,
        regions=KNOWLEDGE.muscles[work.muscle].regions,
        side=work.side,
        position=work.position,
        pressure=work.pressure,
        minutes=work.minutes,
        dose=(),
        purpose="To ease tension.",
    )


PLAN = Plan(
    pattern=None,
    blocks=(block(GLUTEUS), block(CALF)),
    excluded=(),
    course=CourseSpec(
        sessions=4,
        spacing_minimum_days=5,
        spacing_ideal_days=7,
        spacing_maximum_days=10,
        session_minutes=45,
        review_after_session=4,
        review_by_day=28,
        decision_needed_after=6,
        hard_maximum=10,
    ),
    home_programme=(),
    goals=(),
    consent_points=(),
    expected_soreness="",
    stop_rules=(),
    why_this="",
    claims=(),
    citations=(),
    limits=NO_LIMITS,
    knowledge_version="spec",
)


def record(*work: Work, events: tuple[AdverseEvent, ...] = (), minutes: int = 45, number: int = 1) -> SessionRecord:
    return SessionRecord(number=number, on=TODAY, minutes=minutes, work=work, adverse_events=events, answers={})


def limited(limit: str, value: Any) -> Limits:
    """Limits with one restriction, asked for by the rule `CI03`."""
    restriction: dict[str, Any] = {limit: value, "because": {limit: (RuleId("CI03"),)}}
    return replace(NO_LIMITS, **restriction)


NPRS_LEG = InstrumentId("nprs_leg")
