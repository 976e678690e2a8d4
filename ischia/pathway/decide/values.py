"""What does the review answer with?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records import EvidenceId, Level, RuleId, Wording


class Action(StrEnum):
    """What to do next, gravest first."""

    STOP_AND_REFER = "stop_and_refer"
    REDUCE_DOSE = "reduce_dose"
    CHANGE_TECHNIQUE = "change_technique"
    TAPER = "taper"
    DISCHARGE = "discharge"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReason:
    """One review rule that fired, with the facts it used."""

    rule: RuleId
    title: str
    action: Action
    facts_used: dict[str, bool | int | float | str]
    say: Wording
    citations: tuple[EvidenceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The recommendation. A named person agrees or overrides with a reason; the machine only proposes.

    `beside` are sentences that a person may weigh and no rule does: the forecast, the client's goals.
    """

    action: Action
    refer: Level | None
    reasons: tuple[DecisionReason, ...]
    would_change_it: tuple[str, ...]
    review_is_due: bool
    knowledge_version: str
    beside: tuple[str, ...] = ()
