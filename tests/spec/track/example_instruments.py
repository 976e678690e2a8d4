"""What do the instruments of CLINICAL.md section 6 look like? Built in place, so that a border is plain to see."""

from datetime import date

from ischia.knowledge.records import (
    Backing,
    Confidence,
    EvidenceId,
    Grade,
    Instrument,
    InstrumentId,
    Item,
    Knowledge,
    Role,
    Standing,
)


def backing(*, standing: Standing = Standing.READ, confidence: Confidence = Confidence.SURE) -> Backing:
    return Backing(
        evidence=(EvidenceId("S30"),),
        standing=standing,
        confidence=confidence,
        grade=Grade.CONSENSUS,
        reviewed_on=date(2026, 11, 22),
        reviewer="spec",
    )


def instrument(
    name: str,
    scoring: str,
    items: tuple[Item, ...],
    bounds: tuple[float, float],
    *,
    better: str = "lower",
    detectable: float | None = None,
    standing: Standing = Standing.READ,
    role: Role = Role.OUTCOME,
) -> Instrument:
    return Instrument(
        id=InstrumentId(name),
        label=name,
        ask="",
        items=items,
        scoring=scoring,
        low=bounds[0],
        high=bounds[1],
        better=better,
        recall="",
        licence="",
        backing=backing(standing=standing),
        detectable_change=detectable,
        role=role,
    )


def items(names: tuple[str, ...], low: int, high: int) -> tuple[Item, ...]:
    return tuple(Item(id=name, text=name, low=low, high=high) for name in names)


SBI_ITEMS = ("leg_pain", "numbness", "weakness", "sitting")
RMDQ_ITEMS = tuple(f"item_{number:02}" for number in range(1, 25))
PSFS_ITEMS = ("activity_1", "activity_2", "activity_3")

NPRS_LEG = instrument("nprs_leg", "single", items(("pain",), 0, 10), (0, 10), detectable=2.3)
RMDQ = instrument("rmdq_24", "count", items(RMDQ_ITEMS, 0, 1), (0, 24), detectable=5)
RMDQ_UNVERIFIED = instrument(
    "rmdq_24", "count", items(RMDQ_ITEMS, 0, 1), (0, 24), detectable=5, standing=Standing.RECALLED
)
SBI = instrument("sbi", "sum", items(SBI_ITEMS, 0, 6), (0, 24), detectable=5.3)
PSFS = instrument("psfs", "mean", items(PSFS_ITEMS, 0, 10), (0, 10), better="higher", detectable=2)
PHQ_2 = instrument("phq_2", "whole_sum", items(("interest", "mood"), 0, 3), (0, 6), role=Role.SCREEN)
SLR = instrument(
    "slr_angle",
    "whole_mean",
    items(("first", "second"), 0, 120),
    (0, 120),
    better="higher",
    detectable=5.7,
    role=Role.SIGN,
)
FLOOR = instrument(
    "fingertip_to_floor", "whole_mean", items(("first", "second"), 0, 150), (0, 150), detectable=4.5, role=Role.SIGN
)
PGIC = instrument("pgic", "single", items(("change",), 1, 7), (1, 7))


def knowledge_with(*instruments: Instrument) -> Knowledge:
    """Knowledge that holds these instruments and nothing else."""
    return Knowledge(
        version="spec",
        evidence={},
        findings={},
        questions={},
        contradictions={},
        red_flags={},
        contraindications={},
        patterns={},
        techniques={},
        regions={},
        muscles={},
        instruments={one.id: one for one in instruments},
        claims={},
        review_facts={},
        review_rules={},
    )
