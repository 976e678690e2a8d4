"""How fast would the safety rules be, written by hand as plain `if` statements?

Each rule's criterion becomes two Python conditions, "surely holds" and "surely does not", and one function with an `if`
per rule: what a programmer would write by hand if there were no knowledge files. It answers less than a verdict (no
limits, no wording, no citations), which is the point of a bound.
"""

from collections.abc import Callable, Mapping, Sequence

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingValue, Knowledge

IS = "the same rules as plain if statements"

Values = Mapping[str, FindingValue]
PlainIfs = Callable[[Values], tuple[list[str], list[str], int]]


def plain_ifs(knowledge: Knowledge) -> PlainIfs:
    """A function from known values to the ids of the rules that fire, of those undecided, and the worst rank."""
    lines = ["def judge(answers):", "    get, fired, undecided, worst = answers.get, [], [], 0"]
    for rule in knowledge.safety_rules:
        lines += [
            f"    if {holds(rule.when)}:",
            f"        fired.append({rule.id!r})",
            f"        if worst < {rule.level.rank}: worst = {rule.level.rank}",
            f"    elif not ({fails(rule.when)}):",
            f"        undecided.append({rule.id!r})",
        ]
    lines.append("    return fired, undecided, worst")
    namespace: dict[str, PlainIfs] = {}
    exec(compile("\n".join(lines), "plain_ifs", "exec"), {}, namespace)  # noqa: S102 - our own rules, never input
    return namespace["judge"]


def holds(criterion: Criterion) -> str:
    """A condition that is true when the criterion surely holds."""
    match criterion:
        case OneOf(finding=finding, values=values):
            return f"get({finding!r}) in {as_set(values)}"
        case Between(finding=finding):
            return f"((value := get({finding!r})) is not None and {bounds(criterion)})"
        case AllOf(parts=parts):
            return joined(" and ", [holds(part) for part in parts])
        case AnyOf(parts=parts):
            return joined(" or ", [holds(part) for part in parts])
        case AtLeast(count=count, parts=parts):
            return f"sum(({', '.join(holds(part) for part in parts)},)) >= {count}"
        case Not(part=part):
            return fails(part)


def fails(criterion: Criterion) -> str:
    """A condition that is true when the criterion surely does not hold."""
    match criterion:
        case OneOf(finding=finding, values=values):
            return f"get({finding!r}) not in {as_set(values | {None})}"
        case Between(finding=finding):
            return f"((value := get({finding!r})) is not None and not {bounds(criterion)})"
        case AllOf(parts=parts):
            return joined(" or ", [fails(part) for part in parts])
        case AnyOf(parts=parts):
            return joined(" and ", [fails(part) for part in parts])
        case AtLeast(count=count, parts=parts):
            return f"sum(({', '.join(fails(part) for part in parts)},)) > {len(parts) - count}"
        case Not(part=part):
            return holds(part)


def bounds(criterion: Between) -> str:
    low = "" if criterion.low is None else f"{criterion.low} {'<' if criterion.open_low else '<='} "
    high = "" if criterion.high is None else f" {'<' if criterion.open_high else '<='} {criterion.high}"
    return f"({low}value{high})"


def as_set(values: frozenset[FindingValue | None] | frozenset[FindingValue]) -> str:
    return f"{{{', '.join(sorted(map(repr, values)))}}}"


def joined(word: str, conditions: Sequence[str]) -> str:
    return f"({word.join(conditions)})"
