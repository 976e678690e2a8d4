"""How often do unwanted responses happen here, and how sure can anybody be of it?

A clinic's own rate stands beside the published ones with its sample size and a 95 % interval (Wilson). It is no
comparison: people differ, and what was not told was not counted.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ischia.pathway.treat.api import AdverseEvent, SessionRecord

FEWEST_VISITS = 3
"""From how many visits on people are counted for any response, as in the largest study (Paanalahti 2014, CLINICAL.md
section 10). A serious response counts from the first visit on."""

NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many of so many people, in percent, with its 95 % interval; the percentages are None without anybody."""

    kind: str
    cases: int
    people: int
    percent: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRates:
    """What was recorded at a clinic. `any` counts people with three or more visits, `serious` everybody treated."""

    people: int
    sessions: int
    events: int
    any: Rate
    serious: Rate


def safety_rates(histories: Iterable[Sequence[SessionRecord]]) -> SafetyRates:
    """The rates over the signed sessions of people, one sequence for each person."""
    people = [tuple(history) for history in histories if history]
    everybody = [events_of(history) for history in people]
    counted = [events for history, events in zip(people, everybody, strict=True) if len(history) >= FEWEST_VISITS]
    return SafetyRates(
        people=len(people),
        sessions=sum(map(len, people)),
        events=sum(map(len, everybody)),
        any=rate("any", sum(bool(events) for events in counted), len(counted)),
        serious=rate("serious", sum(any(one.is_serious for one in events) for events in everybody), len(people)),
    )


def events_of(history: Sequence[SessionRecord]) -> tuple[AdverseEvent, ...]:
    """Every unwanted response of one person."""
    return tuple(event for record in history for event in record.adverse_events)


def rate(kind: str, cases: int, people: int) -> Rate:
    """The share of people with its 95 % interval by Wilson, which holds for few people and for no case at all."""
    if not people:
        return Rate(kind=kind, cases=cases, people=people, percent=None, low=None, high=None)
    share, squared = cases / people, NORMAL_95**2
    middle = (share + squared / (2 * people)) / (1 + squared / people)
    half = NORMAL_95 / (1 + squared / people) * math.sqrt(share * (1 - share) / people + squared / (4 * people**2))
    return Rate(
        kind=kind,
        cases=cases,
        people=people,
        percent=100 * share,
        low=max(0.0, 100 * (middle - half)),
        high=min(100.0, 100 * (middle + half)),
    )
