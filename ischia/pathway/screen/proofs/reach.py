"""Does every rule matter: can it fire, does it add anything, and can each level be reached?"""

from collections.abc import Iterator
from dataclasses import replace

from ischia.knowledge.records import Knowledge, Level, RuleId
from ischia.pathway.screen.checking import contradictions
from ischia.pathway.screen.closing import close
from ischia.pathway.screen.judging import Judgement, judge
from ischia.pathway.screen.proofs.counterexample import Counterexample
from ischia.pathway.screen.rule_book import PreparedRule, rule_book
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.limits import Limits, combine_limits
from ischia.pathway.shared.ways import Values, Way, ways

CAN_FIRE = "every rule can fire"
REACHED = "every level is the verdict of somebody"
ADDS = "every rule adds to some verdict"

# Rules that may add nothing, by name: their row says so in its own words, and its neighbour is coded as strictly.
MAY_ADD_NOTHING = {
    "ci11_multiple_pregnancy": "CI10 only prefers the positions of CI11; its rule allows no others, which is stricter",
}


def out_of_reach(knowledge: Knowledge, values: Values) -> Iterator[Counterexample]:
    """Yield each rule that never fires or never adds anything, and each level that no verdict has."""
    reached = {Level.CLEAR}
    for prepared in rule_book(knowledge).rules:
        firing = [
            (way, judgement) for way, judgement in _judged(prepared, values, knowledge) if prepared in judgement.fired
        ]
        reached.update(judgement.level for _, judgement in firing)
        if not firing:
            yield _about(prepared, {}, "no possible set of answers makes it fire", CAN_FIRE)
        elif others := _always_covered(prepared, [judgement for _, judgement in firing]):
            named = ", ".join(sorted(others))
            yield _about(prepared, firing[0][0], f"{named} already says as much whenever it fires", ADDS)
    for level in Level:
        if level not in reached:
            yield Counterexample(promise=REACHED, rule="every rule", answers={}, reason=f"no answers come to {level}")


def _judged(prepared: PreparedRule, values: Values, knowledge: Knowledge) -> Iterator[tuple[Way, Judgement]]:
    """Every way in which the rule holds without contradicting itself, and the judgement when nothing else is known."""
    for way in ways(prepared.rule.when, values):
        if not contradictions(Findings(way), knowledge):
            yield way, judge(close(Findings(way), knowledge), knowledge)


def _always_covered(prepared: PreparedRule, firing: list[Judgement]) -> frozenset[RuleId]:
    """Name the rules that make this one superfluous in every way in which it fires; none when it adds to some verdict.

    Rules of level `clear` are there for their words only. Red flags and contraindications name some dangers twice on
    purpose, since each table is read by itself; so only rules of the same table count.
    """
    rule = prepared.rule
    if rule.level is Level.CLEAR or rule.id in MAY_ADD_NOTHING:
        return frozenset()
    covering: set[RuleId] = set()
    for judgement in firing:
        others = [each for each in judgement.fired if each != prepared and each.rule.family == rule.family]
        if not _cover(prepared, others):
            return frozenset()
        covering.update(each.rule.id for each in others)
    return frozenset(covering)


def _cover(prepared: PreparedRule, others: list[PreparedRule]) -> bool:
    """Whether the verdict is as grave and forbids as much without this rule."""
    if max((each.rank for each in others), default=Level.CLEAR.rank) < prepared.rank:
        return False
    return _limits(others) == _limits([*others, prepared])


def _limits(rules: list[PreparedRule]) -> Limits:
    return replace(combine_limits((each.rule.id, each.rule.limits) for each in rules), because={})


def _about(prepared: PreparedRule, answers: Way, reason: str, promise: str) -> Counterexample:
    return Counterexample(promise=promise, rule=prepared.rule.id, answers=dict(answers), reason=reason)
