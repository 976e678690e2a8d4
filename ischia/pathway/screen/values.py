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


class Audience(StrEnum):
    """Who reads the verdict. Only those who can examine are told which rules wait for a test that nobody has done."""

    CLIENT = "client"
    THERAPIST = "therapist"
    CLINICIAN = "clinician"


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
    """One rule that unanswered findings leave undecided and that could still change the verdict.

    `only_tests` marks a rule that waits for nothing but an examination: it is named for those who can examine, and does
    not hold the verdict open.
    """

    rule: RuleId
    level: Level
    missing: tuple[FindingId, ...]
    only_tests: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to "is massage safe for this person today?", with everything needed to explain it.

    `level` is the worst rule that fired, `outcome` is what booking goes by, `could_become` is the worst level that an
    unanswered question could still lead to (equal to `level` when nothing is open). `to_clarify` are the findings that
    the person could not answer and that still matter.
    """

    level: Level
    outcome: Outcome
    could_become: Level
    reasons: tuple[Reason, ...]
    open_rules: tuple[OpenRule, ...]
    limits: Limits
    safety_net: tuple[str, ...]
    knowledge_version: str
    to_clarify: tuple[FindingId, ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.outcome is not Outcome.INCOMPLETE

    @property
    def needs_a_person(self) -> bool:
        """Whether nothing is left to ask and the verdict is still open: someone has to clear it up by phone."""
        missing = {finding for rule in self.open_rules if not rule.only_tests for finding in rule.missing}
        return not self.is_complete and missing <= set(self.to_clarify)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """The question to put next, and how grave the worst rule is that its answer can still decide."""

    question: QuestionId
    findings: tuple[FindingId, ...]
    could_become: Level
    asked: int
    at_most_left: int
