"""Should a clinician be seen soon, going by STarT Back and the sciatica grouping of SCOPiC?

Only for clinics that have switched it on, under the licence of STarT Back. The trial of this grouping found no benefit
(hazard ratio 1.14, 0.89 to 1.46; no secondary outcome), so it times one prompt and nothing else: it never makes a
verdict milder, changes no plan, and no benefit may be claimed (CLINICAL.md section 5). Of its four indicators the names
are recalled, and neither the cut for high pain nor the definition of a sensory deficit was obtained: a therapist judges
each of them, and every grouping is marked unverified.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from ischia.knowledge.records import EvidenceId, InstrumentId, Knowledge
from ischia.pathway.shared.errors import BadInput, InputFault, Refused

START_BACK = InstrumentId("start_back")
EVIDENCE = (EvidenceId("S3"), EvidenceId("S4"), EvidenceId("S46"))
LOW_AT_MOST = 3
"""Total score up to which the risk is low (S46)."""
HIGH_FROM = 4
"""Psychosocial score from which the risk is high (S46)."""
FAST_TRACK_DAYS = 28
"""Within how many days group 3 was seen by a specialist in the trial (S4)."""

ABOUT_GROUPING = (
    "In a trial of 476 people this grouping did not help more than usual care. It only times the advice to see a "
    "clinician.",
    "Its four indicators are recalled, and their cut-offs were not obtained. A clinician has to confirm them.",
)


class Risk(StrEnum):
    """What STarT Back says about the risk that the pain keeps disabling."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBackScore:
    """What the official form comes to: `total` 0-9 of all items, `psychosocial` 0-5 of items 5 to 9."""

    total: int
    psychosocial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SciaticaIndicators:
    """The four clinical indicators of SCOPiC, each as a therapist judges it; None while nobody has."""

    pain_below_knee: bool | None = None
    leg_pain_interferes: bool | None = None
    leg_pain_is_high: bool | None = None
    sensory_deficit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The group 1, 2 or 3, or None while an indicator in `still_open` could still decide between two groups.

    `see_clinician_within_days` is set for group 3 only; None elsewhere means nothing beyond the safety check.
    """

    risk: Risk
    group: int | None
    still_open: tuple[str, ...]
    see_clinician_within_days: int | None
    licence: str
    evidence: tuple[EvidenceId, ...] = EVIDENCE
    caveats: tuple[str, ...] = ABOUT_GROUPING
    is_verified: bool = False


def risk_of(score: StartBackScore) -> Risk:
    """Return the risk group of STarT Back. Raises `BadInput` naming each score that the form cannot come to."""
    faults = tuple(_faults(score))
    if faults:
        raise BadInput(faults)
    if score.total <= LOW_AT_MOST:
        return Risk.LOW
    return Risk.HIGH if score.psychosocial >= HIGH_FROM else Risk.MEDIUM


def group_sciatica(
    score: StartBackScore, indicators: SciaticaIndicators, *, knowledge: Knowledge, is_switched_on: bool
) -> Grouping:
    """Group by the rule of SCOPiC: low risk 1; medium with all four indicators, or high with any three, 3; else 2.

    Raises `Refused` (`grouping_is_off`) in a clinic that has not switched it on, and `BadInput` as `risk_of`.
    """
    if not is_switched_on:
        message = "This clinic has not switched the grouping on. Read its licence notice first."
        raise Refused("grouping_is_off", message)
    risk = risk_of(score)
    group = _group(risk, indicators)
    return Grouping(
        risk=risk,
        group=group,
        still_open=_unknown(indicators) if group is None else (),
        see_clinician_within_days=FAST_TRACK_DAYS if group == 3 else None,
        licence=knowledge.instruments[START_BACK].licence,
    )


def _group(risk: Risk, indicators: SciaticaIndicators) -> int | None:
    if risk is Risk.LOW:
        return 1
    needed = 3 if risk is Risk.HIGH else 4
    found = sum(getattr(indicators, each.name) is True for each in fields(indicators))
    if found >= needed:
        return 3
    return None if found + len(_unknown(indicators)) >= needed else 2


def _unknown(indicators: SciaticaIndicators) -> tuple[str, ...]:
    return tuple(each.name for each in fields(indicators) if getattr(indicators, each.name) is None)


def _faults(score: StartBackScore) -> Iterator[InputFault]:
    """Each score by itself; what they say together only once both can be, so that no field has two faults."""
    alone = tuple(_range_faults(score))
    yield from alone or _faults_together(score)


def _range_faults(score: StartBackScore) -> Iterator[InputFault]:
    for field, value, highest in (("total", score.total, 9), ("psychosocial", score.psychosocial, 5)):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
            yield InputFault(
                field=f"start_back.{field}", reason=f"{value!r} is not a whole number from 0 to {highest}."
            )


def _faults_together(score: StartBackScore) -> Iterator[InputFault]:
    if score.psychosocial > score.total:
        reason = f"{score.psychosocial} is more than the total of {score.total}, of which it is a part."
        yield InputFault(field="start_back.psychosocial", reason=reason)
    elif score.total - score.psychosocial > 4:
        reason = f"{score.total} cannot be: items 1 to 4 add at most 4 to {score.psychosocial}."
        yield InputFault(field="start_back.total", reason=reason)
