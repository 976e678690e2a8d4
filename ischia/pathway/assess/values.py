"""What does the assessment answer with?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records import Accuracy, EvidenceId, FindingId, MuscleId, NerveId, PatternId, RegionId, Wording
from ischia.pathway.shared.body_chart import Side


class Likelihood(StrEnum):
    """How well the published indicators fit. Never a probability."""

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"


class PictureConfidence(StrEnum):
    """How sure the picture is. Bedside models are imperfect, so there is nothing above moderate."""

    LOW = "low"
    MODERATE = "moderate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One indicator as it was read for this person; `was_found` is False when it was looked for and is not there."""

    indicator: str
    label: str
    points: int
    accuracy: Accuracy | None
    citations: tuple[EvidenceId, ...]
    is_verified: bool
    was_found: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeReading:
    """Another published count for the same pattern. For information: it enters no band, rank or confidence.

    `suggests` says whether the published cut is met; None while that is open, or where no cut may be used.
    """

    scheme: str
    label: str
    found: int
    of: int
    speaks_for: tuple[Clue, ...]
    not_examined: tuple[Clue, ...]
    suggests: bool | None
    accuracy: Accuracy | None
    citations: tuple[EvidenceId, ...]
    is_verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternReading:
    """How one pattern fits: the count of published indicators, and what speaks for, against and was not examined."""

    pattern: PatternId
    label: str
    likelihood: Likelihood
    confidence: PictureConfidence
    points: int
    points_possible: int
    speaks_for: tuple[Clue, ...]
    speaks_against: tuple[Clue, ...]
    not_examined: tuple[Clue, ...]
    say: Wording
    stays_in_route: bool
    schemes: tuple[SchemeReading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RootFit:
    """A nerve-root level whose field the marks could fit. Low weight: most radicular pain ignores the textbook map."""

    root: str
    regions_matched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleFit:
    """A muscle whose trigger points usually refer pain to where pain was marked. Low weight: a textbook pattern."""

    muscle: MuscleId
    label: str
    regions_matched: tuple[RegionId, ...]
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NerveFit:
    """A nerve below the roots whose usual field of skin covers a numb, tingling or burning mark. Low weight."""

    nerve: NerveId
    label: str
    regions_matched: tuple[RegionId, ...]
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Ranked patterns ("pattern most like"), best fit first. Not a diagnosis.

    `side` is where it mainly hurts; `middle` stands for both sides or unknown. `marked_regions` are those marked on the
    body chart. The three kinds of fit are overlaps of the marks with textbook fields, shown and never counted.
    `ask_now` are findings that have to be asked about before anything else, because of what was found here;
    `set_aside` keeps the safety check open until they are.
    """

    readings: tuple[PatternReading, ...]
    could_fit_roots: tuple[RootFit, ...]
    is_irritable: bool
    best_next_test: FindingId | None
    leaves_route: bool
    findings_used: tuple[FindingId, ...]
    caveats: tuple[str, ...]
    knowledge_version: str
    side: Side = Side.MIDDLE
    marked_regions: tuple[RegionId, ...] = ()
    could_fit_muscles: tuple[MuscleFit, ...] = ()
    could_fit_nerves: tuple[NerveFit, ...] = ()
    ask_now: tuple[FindingId, ...] = ()

    @property
    def leading(self) -> PatternReading | None:
        """The best-fitting pattern, or None when no pattern is at least possible."""
        first = self.readings[0] if self.readings else None
        return first if first and first.likelihood is not Likelihood.UNLIKELY else None
