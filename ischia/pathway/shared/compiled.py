"""How is one criterion tried thousands of times a second?

`ischia.pathway.shared.logic` walks the criterion each time and is the obviously right reading. Here the criterion is
prepared once, with the same meaning; a generative test holds the two equal.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.pathway.shared.findings import UNKNOWN, Answer

Answers = Mapping[str, Answer]
NOTHING_PRESUMED: frozenset[str] = frozenset()


class Compiled(ABC):
    """A criterion made ready to be tried on answers."""

    __slots__ = ()

    @abstractmethod
    def decide(self, answers: Answers) -> bool | None:
        """Say whether the criterion holds; None when the answers leave it undecided."""

    @abstractmethod
    def undecided(self, answers: Answers) -> Iterator[str]:
        """Yield the findings that keep it undecided, repeats included: not answered, or answered with `UNKNOWN`."""

    @abstractmethod
    def deciding(self, answers: Answers, *, held: bool) -> Iterator[str]:
        """Yield the findings behind its being `held`, repeats included: of several parts, those that pull that way."""


@dataclass(frozen=True, slots=True)
class _Comparison(Compiled):
    """What the two comparisons share: one finding, and what a missing answer counts as."""

    finding: str
    when_missing: bool | None

    def undecided(self, answers: Answers) -> Iterator[str]:
        if self.decide(answers) is None:
            yield self.finding

    def deciding(self, answers: Answers, *, held: bool) -> Iterator[str]:
        yield self.finding


@dataclass(frozen=True, slots=True)
class _OneOf(_Comparison):
    values: frozenset[bool | int | float | str]

    def decide(self, answers: Answers) -> bool | None:
        answer = answers.get(self.finding)
        if answer is None:
            return self.when_missing
        return None if answer is UNKNOWN else answer in self.values


@dataclass(frozen=True, slots=True)
class _Between(_Comparison):
    bounds: Between

    def decide(self, answers: Answers) -> bool | None:
        answer = answers.get(self.finding)
        if answer is None:
            return self.when_missing
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return None
        return _is_within(answer, self.bounds)


@dataclass(frozen=True, slots=True)
class _Not(Compiled):
    part: Compiled

    def decide(self, answers: Answers) -> bool | None:
        decided = self.part.decide(answers)
        return None if decided is None else not decided

    def undecided(self, answers: Answers) -> Iterator[str]:
        return self.part.undecided(answers)

    def deciding(self, answers: Answers, *, held: bool) -> Iterator[str]:
        return self.part.deciding(answers, held=not held)


@dataclass(frozen=True, slots=True)
class _Group(Compiled):
    """What all, any and at least share: several parts."""

    parts: tuple[Compiled, ...]

    def undecided(self, answers: Answers) -> Iterator[str]:
        if self.decide(answers) is None:
            for part in self.parts:
                yield from part.undecided(answers)

    def deciding(self, answers: Answers, *, held: bool) -> Iterator[str]:
        for part in self.parts:
            if part.decide(answers) is held:
                yield from part.deciding(answers, held=held)


@dataclass(frozen=True, slots=True)
class _AllOf(_Group):
    def decide(self, answers: Answers) -> bool | None:
        decided: bool | None = True
        for part in self.parts:
            holds = part.decide(answers)
            if holds is False:
                return False
            if holds is None:
                decided = None
        return decided


@dataclass(frozen=True, slots=True)
class _AnyOf(_Group):
    def decide(self, answers: Answers) -> bool | None:
        decided: bool | None = False
        for part in self.parts:
            holds = part.decide(answers)
            if holds:
                return True
            if holds is None:
                decided = None
        return decided


@dataclass(frozen=True, slots=True)
class _AtLeast(_Group):
    count: int

    def decide(self, answers: Answers) -> bool | None:
        holding, undecided = 0, 0
        for part in self.parts:
            holds = part.decide(answers)
            holding += holds is True
            undecided += holds is None
        if holding >= self.count:
            return True
        return None if holding + undecided >= self.count else False


def compile_criterion(criterion: Criterion, presumed_absent: frozenset[str] = NOTHING_PRESUMED) -> Compiled:
    """Make `criterion` ready.

    A missing answer to a finding in `presumed_absent` counts as "does not hold" instead of undecided; an `UNKNOWN`
    answer stays undecided.
    """
    match criterion:
        case OneOf(finding=finding, values=values):
            return _OneOf(finding, False if finding in presumed_absent else None, values)
        case Between(finding=finding):
            return _Between(finding, False if finding in presumed_absent else None, criterion)
        case Not(part=part):
            return _Not(compile_criterion(part, presumed_absent))
        case AllOf(parts=parts):
            return _AllOf(_compile_parts(parts, presumed_absent))
        case AnyOf(parts=parts):
            return _AnyOf(_compile_parts(parts, presumed_absent))
        case AtLeast(count=count, parts=parts):
            return _AtLeast(_compile_parts(parts, presumed_absent), count)


def _compile_parts(parts: tuple[Criterion, ...], presumed_absent: frozenset[str]) -> tuple[Compiled, ...]:
    return tuple(compile_criterion(part, presumed_absent) for part in parts)


def _is_within(number: float, bounds: Between) -> bool:
    low, high = bounds.low, bounds.high
    if low is not None and (number < low or (bounds.open_low and number == low)):
        return False
    return not (high is not None and (number > high or (bounds.open_high and number == high)))
