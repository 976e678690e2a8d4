"""How well does one pattern fit what was found?

A reading is a count of published indicators, never a probability: no weight is ours. An indicator counts once it holds;
one that was looked for and is not there takes nothing away, unless the published scheme itself says how much.
"""

from dataclasses import dataclass

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, FindingSection, Indicator, Knowledge, Pattern, Scheme
from ischia.pathway.assess.values import Clue, Likelihood, PatternReading, PictureConfidence, SchemeReading
from ischia.pathway.shared.compiled import Answers, Compiled, compile_criterion
from ischia.pathway.shared.once import once


@dataclass(frozen=True, slots=True)
class PreparedIndicator:
    """An indicator ready to be tried; `needs_test` when it looks at something that has to be examined."""

    indicator: Indicator
    holds: Compiled
    looks_at: frozenset[str]
    needs_test: bool

    def clue(self, *, was_found: bool = True) -> Clue:
        """Return the indicator as it is shown to people."""
        return Clue(
            indicator=self.indicator.id,
            label=self.indicator.label,
            points=self.indicator.points,
            accuracy=self.indicator.accuracy,
            citations=self.indicator.backing.evidence,
            is_verified=self.indicator.backing.is_verified,
            was_found=was_found,
        )


@dataclass(frozen=True, slots=True)
class PreparedScheme:
    """A count to be shown beside the pattern's own, ready to be read."""

    scheme: Scheme
    indicators: tuple[PreparedIndicator, ...]
    suggests: Compiled | None

    def read(self, answers: Answers) -> SchemeReading:
        """Count what holds, and say whether the published cut is met."""
        found = [each for each in self.indicators if each.holds.decide(answers)]
        undecided = [each for each in self.indicators if each.holds.decide(answers) is None]
        backing = self.scheme.backing
        return SchemeReading(
            scheme=self.scheme.id,
            label=self.scheme.label,
            found=len(found),
            of=len(self.indicators),
            speaks_for=tuple(each.clue() for each in found),
            not_examined=tuple(each.clue() for each in undecided),
            suggests=self.suggests.decide(answers) if self.suggests else None,
            accuracy=self.scheme.accuracy,
            citations=backing.evidence,
            is_verified=backing.is_verified,
            note=backing.note,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many published points a pattern has, and how many of its indicators hold, those without a point included."""

    points: int
    indicators: int


@dataclass(frozen=True, slots=True)
class PreparedPattern:
    """A pattern ready to be read."""

    pattern: Pattern
    indicators: tuple[PreparedIndicator, ...]
    against: tuple[PreparedIndicator, ...]
    schemes: tuple[PreparedScheme, ...]
    leaves_route_when: Compiled | None

    @property
    def all_indicators(self) -> tuple[PreparedIndicator, ...]:
        """Everything that the pattern looks at, the schemes beside it included."""
        beside = (each for scheme in self.schemes for each in scheme.indicators)
        return (*self.indicators, *self.against, *beside)

    @property
    def looks_at(self) -> frozenset[str]:
        """The findings that its own count looks at."""
        return frozenset().union(*(each.looks_at for each in self.indicators))

    @property
    def points_possible(self) -> int:
        return sum(max(0, each.indicator.points) for each in self.indicators)

    def tally(self, answers: Answers) -> "Tally":
        """Count what holds; an indicator against the pattern takes points away only where its scheme says so."""
        found = [each for each in self.indicators if each.holds.decide(answers)]
        contrary = [each for each in self.against if each.holds.decide(answers)]
        points = sum(each.indicator.points for each in (*found, *contrary))
        return Tally(points, len(found))

    def likelihood(self, points: int) -> Likelihood:
        """Return the highest band that `points` reach; below every band the pattern is unlikely."""
        reached = [band for band in self.pattern.bands if points >= band.at_least]
        best = max(reached, key=lambda band: band.at_least, default=None)
        return Likelihood(best.name) if best else Likelihood.UNLIKELY


@once
def prepare_patterns(knowledge: Knowledge) -> tuple[PreparedPattern, ...]:
    """Make every pattern ready to be read, or return what was made ready before for the very same knowledge."""
    return tuple(
        PreparedPattern(
            pattern=pattern,
            indicators=tuple(_prepare(each, knowledge) for each in pattern.indicators),
            against=tuple(_prepare(each, knowledge) for each in pattern.against),
            schemes=tuple(_prepare_scheme(each, knowledge) for each in pattern.schemes),
            leaves_route_when=compile_criterion(pattern.leaves_route_when) if pattern.leaves_route_when else None,
        )
        for pattern in knowledge.patterns.values()
    )


def read_pattern(prepared: PreparedPattern, answers: Answers) -> PatternReading:
    """Read one pattern: its count, and what speaks for it, against it and was not examined."""
    points = prepared.tally(answers).points
    likelihood = prepared.likelihood(points)
    found = [each for each in prepared.indicators if each.holds.decide(answers)]
    contrary = [each for each in prepared.against if each.holds.decide(answers)]
    not_there = [each for each in prepared.indicators if each.holds.decide(answers) is False]
    undecided = [each for each in (*prepared.indicators, *prepared.against) if each.holds.decide(answers) is None]
    return PatternReading(
        pattern=prepared.pattern.id,
        label=prepared.pattern.label,
        likelihood=likelihood,
        confidence=_confidence(likelihood, found, contrary),
        points=points,
        points_possible=prepared.points_possible,
        speaks_for=tuple(each.clue() for each in found),
        speaks_against=(
            *(each.clue() for each in contrary),
            *(each.clue(was_found=False) for each in not_there),
        ),
        not_examined=tuple(each.clue() for each in undecided),
        say=prepared.pattern.say,
        stays_in_route=prepared.pattern.stays_in_route,
        schemes=tuple(each.read(answers) for each in prepared.schemes),
    )


def ranking_key(prepared: PreparedPattern, tally: Tally) -> tuple[int, float, int, str]:
    """Order patterns, the smallest first: better band, larger share of its own points, more indicators found, name.

    So an indicator that its scheme gives no point, such as a gluteal trigger point for the nerve root, still raises a
    pattern above its equals.
    """
    band = list(Likelihood).index(prepared.likelihood(tally.points))
    share = tally.points / prepared.points_possible if prepared.points_possible else 0.0
    return (-band, -share, -tally.indicators, prepared.pattern.id)


def _prepare_scheme(scheme: Scheme, knowledge: Knowledge) -> PreparedScheme:
    return PreparedScheme(
        scheme=scheme,
        indicators=tuple(_prepare(each, knowledge) for each in scheme.indicators),
        suggests=compile_criterion(scheme.suggests) if scheme.suggests else None,
    )


def _prepare(indicator: Indicator, knowledge: Knowledge) -> PreparedIndicator:
    looks_at = frozenset(findings_used(indicator.when))
    needs_test = any(knowledge.findings[FindingId(id)].section is FindingSection.TEST for id in looks_at)
    return PreparedIndicator(indicator, compile_criterion(indicator.when), looks_at, needs_test)


def _confidence(
    likelihood: Likelihood, found: list[PreparedIndicator], contrary: list[PreparedIndicator]
) -> PictureConfidence:
    """Return moderate only for a likely pattern with an examined sign for it and nothing listed against it."""
    was_examined = any(each.needs_test for each in found)
    if likelihood is Likelihood.LIKELY and was_examined and not contrary:
        return PictureConfidence.MODERATE
    return PictureConfidence.LOW
