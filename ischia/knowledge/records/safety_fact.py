"""How often do unwanted responses happen, as published?"""

from dataclasses import dataclass

from ischia.knowledge.records.backing import Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyFact:
    """One published rate of unwanted responses (CLINICAL.md section 10), in percent of people.

    `kind` is "any" or "serious". `percent_low` to `percent_high` is the published range, `people` how many were asked.
    """

    id: str
    label: str
    kind: str
    percent: float
    backing: Backing
    percent_low: float | None = None
    percent_high: float | None = None
    people: int | None = None
