"""Which values can the rules tell apart, and which change of an answer says something graver?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import COURSE_VALUES, Finding, FindingKind, FindingValue, Knowledge, Level
from ischia.pathway.shared.ways import Values

# What a "yes" to these says is good news, so it may make a verdict milder; each has its row in CLINICAL.md.
GOOD_NEWS: dict[str, FindingValue] = {
    "cancer_cleared_this_episode": True,  # RF14, RF15: imaged in this episode and cleared in writing
    "leg_weakness": "stable",  # RF08, RF10: found weak on testing, but long known and assessed
    "neuropathy_diagnosed_stable": True,  # RF41: numb feet, diagnosed and checked
    "seen_by_clinician_this_episode": True,  # RF38: severe or long pain, already reviewed
    "surgeon_cleared_massage": True,  # CI19: the surgeon has agreed
}

# Numbers that are graver the higher, or the lower, they are. Ages, weeks and angles are neither.
GRAVER_WHEN_HIGHER = frozenset(
    {
        "back_pain_intensity",
        "diastolic_blood_pressure",
        "leg_pain_intensity",
        "leg_pain_weeks",
        "phq2_score",
        "systolic_blood_pressure",
        "wells_dvt_score",
    }
)
GRAVER_WHEN_LOWER = frozenset(
    {"myotome_l2", "myotome_l3", "myotome_l4", "myotome_l5", "myotome_s1", "weakest_leg_muscle_grade"}
)

_MILDEST_COURSES_FIRST = ("absent", "stable", "older")


def telling_values(knowledge: Knowledge) -> Values:
    """Map each finding to values that stand for all it can have: no rule tells two values apart that one stands for.

    A number has each bound that some rule names, one number between each two, and both ends.
    """
    bounds = _bounds(knowledge)
    return {id: _values_of(finding, bounds[id]) for id, finding in knowledge.findings.items()}


def graver_values(finding: Finding, value: FindingValue, values: Values, knowledge: Knowledge) -> set[FindingValue]:
    """Return the values to which the answer may change and say something graver, or at least nothing milder."""
    return {other for other in values[finding.id] if other != value and _is_graver(finding, value, other, knowledge)}


def _is_graver(finding: Finding, value: FindingValue, other: FindingValue, knowledge: Knowledge) -> bool:
    if GOOD_NEWS.get(finding.id) == other:
        return False
    match finding.kind:
        case FindingKind.BOOLEAN:
            return other is True
        case FindingKind.COURSE:
            return _course_rank(other) >= _course_rank(value)
        case FindingKind.CHOICE:
            return other in _alarming_choices(finding, knowledge)
        case FindingKind.NUMBER:
            return _is_graver_number(finding, value, other)


def _course_rank(value: FindingValue) -> int:
    """Rise from absent over stable and older to those that alarm: new, worse and present stand level."""
    mild = _MILDEST_COURSES_FIRST
    return mild.index(str(value)) if value in mild else len(mild)


def _alarming_choices(finding: Finding, knowledge: Knowledge) -> frozenset[FindingValue]:
    """The values of a choice that some urgent or emergency rule names."""
    grave = (rule for rule in knowledge.safety_rules if rule.level.rank >= Level.URGENT.rank)
    comparisons = (each for rule in grave for each in comparisons_in(rule.when))
    named = (each.values for each in comparisons if isinstance(each, OneOf) and each.finding == finding.id)
    return frozenset().union(*named)


def _is_graver_number(finding: Finding, value: FindingValue, other: FindingValue) -> bool:
    if isinstance(value, str) or isinstance(other, str):
        return False
    if finding.id in GRAVER_WHEN_HIGHER:
        return other > value
    return finding.id in GRAVER_WHEN_LOWER and other < value


def comparisons_in(criterion: Criterion) -> Iterator[OneOf | Between]:
    """Yield every comparison that the criterion makes, repeats included."""
    match criterion:
        case OneOf() | Between():
            yield criterion
        case Not(part=part):
            yield from comparisons_in(part)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from comparisons_in(part)


def _criteria(knowledge: Knowledge) -> Iterator[Criterion]:
    yield from (rule.when for rule in knowledge.safety_rules)
    yield from (implication.when for finding in knowledge.findings.values() for implication in finding.implied)
    yield from (contradiction.when for contradiction in knowledge.contradictions.values())


def _bounds(knowledge: Knowledge) -> dict[str, set[float]]:
    bounds: dict[str, set[float]] = defaultdict(set)
    for criterion in _criteria(knowledge):
        for comparison in comparisons_in(criterion):
            named = comparison.values if isinstance(comparison, OneOf) else (comparison.low, comparison.high)
            numbers = (each for each in named if isinstance(each, int | float) and not isinstance(each, bool))
            bounds[comparison.finding].update(numbers)
    return bounds


def _values_of(finding: Finding, bounds: Iterable[float]) -> tuple[FindingValue, ...]:
    match finding.kind:
        case FindingKind.BOOLEAN:
            return (False, True)
        case FindingKind.COURSE:
            return COURSE_VALUES
        case FindingKind.CHOICE:
            return finding.allowed_values
        case FindingKind.NUMBER:
            return tuple(_numbers(finding, bounds))


def _numbers(finding: Finding, bounds: Iterable[float]) -> Iterator[float]:
    ends = [end for end in (finding.minimum, finding.maximum) if end is not None]
    points = sorted({*bounds, *ends}) or [0.0]
    yield points[0]
    for low, high in pairwise(points):
        between = (low + high) // 2 if finding.whole else (low + high) / 2
        if low < between < high:
            yield between
        yield high
