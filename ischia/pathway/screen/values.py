"""What does the safety check answer with?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records import EvidenceId, FindingId, Level, QuestionId, RuleId, Wording
from ischia.pathway.shared.limits import Limits


class Outcome(StrEnum):
    """What the verdict means for booking. `incomplete` means: an unanswered question could still make it graver."""

    CLEAR = "clear"
    LIMITS = "limits"
    OTHER_ROUTE = "other_route"
    CLINICIAN_FIRST = "clinician_first"
    INCOMPLETE = "incomplete"
    URGENT = "urgent"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that fired: what it used, what it says to each reader, and why it may be believed."""

    rule: RuleId
    origin: str
    title: str
    level: Level
    findings_used: dict[FindingId, bool | int | float | str]
    say: Wording
    act_now: str
    citations: tuple[EvidenceId, ...]
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRule:
    """One rule that unanswered findings leave undecided and that could still change the verdict."""

    rule: RuleId
    level: Level
    missing: tuple[FindingId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to "is massage safe for this person today?", with everything needed to explain it.

    `level` is the worst rule that fired, `outcome` is what booking goes by, `could_become` is the worst level that an
    unanswered question could still lead to (equal to `level` when nothing is open).
    """

    level: Level
    outcome: Outcome
    could_become: Level
    reasons: tuple[Reason, ...]
    open_rules: tuple[OpenRule, ...]
    limits: Limits
    safety_net: tuple[str, ...]
    knowledge_version: str

    @property
    def is_complete(self) -> bool:
        return self.outcome is not Outcome.INCOMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """The question to put next, and how grave the worst rule is that its answer can still decide."""

    question: QuestionId
    findings: tuple[FindingId, ...]
    could_become: Level
    asked: int
    at_most_left: int
