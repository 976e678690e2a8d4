"""What can be known about a person, and how is it asked?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.criteria import Criterion
from ischia.knowledge.records.names import FindingId, FindingValue, QuestionId


class FindingKind(StrEnum):
    """What values a finding may take.

    `course` is for symptoms whose change over time decides: absent, new (began in the last two weeks), worse (getting
    worse), older (there for more than two weeks, not getting worse, but not yet "stable"), stable (unchanged for over
    three months and medically assessed) or present (there, course unclear: treated like new).
    """

    BOOLEAN = "boolean"
    COURSE = "course"
    CHOICE = "choice"
    NUMBER = "number"


COURSE_CHOICES = {
    "absent": "No",
    "new": "Yes, it started in the last 2 weeks",
    "worse": "Yes, and it is getting worse",
    "older": "Yes, for more than 2 weeks, and it is not getting worse",
    "stable": "Yes, the same for more than 3 months, and a doctor or nurse has checked it",
    "present": "Yes, but I am not sure since when",
}


COURSE_VALUES = tuple(COURSE_CHOICES)


class FindingSection(StrEnum):
    """Where in the case file a finding belongs, and who can know it."""

    PERSON = "person"
    HISTORY = "findings"
    TEST = "tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One allowed value of a finding, in the client's words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Implication:
    """A value that follows from other findings, so that nobody is asked for it."""

    value: FindingValue
    when: Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact about the client. `unit` is a UCUM code for numbers; `minimum` and `maximum` are inclusive.

    With `ask_when`, a client telling us about the pain is asked only once that holds.
    """

    id: FindingId
    section: FindingSection
    kind: FindingKind
    label: str
    ask_client: str
    ask_therapist: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = True
    unit: str = ""
    implied: tuple[Implication, ...] = ()
    ask_when: Criterion | None = None

    @property
    def allowed_values(self) -> tuple[str, ...]:
        """The closed list of values, empty for numbers."""
        if self.kind is FindingKind.BOOLEAN:
            return ("true", "false")
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One screen of the safety check: a single finding, or a checklist of at most six with "none of these"."""

    id: QuestionId
    order: int
    ask_client: str
    ask_therapist: str
    findings: tuple[FindingId, ...]
    help: str = ""
    tick_value: FindingValue = True
    untick_value: FindingValue = False

    @property
    def is_checklist(self) -> bool:
        return len(self.findings) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Answers that cannot all be true; they are reported with their fields, never resolved by guessing.

    `detail_of` names the finding that is denied, where the others only describe it: once somebody who had it has it no
    more, what described it falls away.
    """

    id: str
    findings: tuple[FindingId, ...]
    when: Criterion
    message: str
    detail_of: FindingId | None = None
