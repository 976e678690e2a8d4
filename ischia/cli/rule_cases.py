"""Do the little cases that travel with each rule come out as written?"""

from collections.abc import Iterator

from ischia.knowledge.faults import Fault
from ischia.knowledge.records import FindingId, Knowledge, ReviewRule, RuleCase, SafetyRule
from ischia.pathway.screen.api import close
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate

OUTCOMES = {True: "fires", False: "does_not_fire", None: "undecided"}


def case_faults(knowledge: Knowledge) -> Iterator[Fault]:
    """Every case whose rule answers otherwise than the case expects."""
    for folder, rules in (("red_flags", knowledge.red_flags), ("contraindications", knowledge.contraindications)):
        for rule in rules.values():
            yield from _faults(f"{folder}/{rule.id}.yaml", rule, knowledge)
    for review_rule in knowledge.review_rules.values():
        yield from _faults(f"review_rules/{review_rule.id}.yaml", review_rule, knowledge)


def count_cases(knowledge: Knowledge) -> int:
    """How many cases travel with the rules."""
    of_safety = sum(len(rule.cases) for rule in knowledge.safety_rules)
    return of_safety + sum(len(rule.cases) for rule in knowledge.review_rules.values())


def _faults(file: str, rule: SafetyRule | ReviewRule, knowledge: Knowledge) -> Iterator[Fault]:
    for case in rule.cases:
        came = OUTCOMES[evaluate(rule.when, _findings(case, rule, knowledge))]
        if came != case.expect:
            yield Fault(file, f"cases: {case.name}", f"expects {case.expect}, but the rule answers {came}")


def _findings(case: RuleCase, rule: SafetyRule | ReviewRule, knowledge: Knowledge) -> Findings:
    """The case's findings with what follows from them; review facts imply nothing."""
    given = Findings({FindingId(id): value for id, value in case.findings.items()})
    return close(given, knowledge) if isinstance(rule, SafetyRule) else given
