"""Do the cases that travel with each rule come out as their author expects?"""

from collections.abc import Iterator

from ischia.knowledge import Fault, Knowledge
from ischia.knowledge.criteria import Criterion
from ischia.knowledge.records import RuleCase
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate

_WORDS = {True: "fires", False: "does_not_fire", None: "undecided"}


def check_cases(knowledge: Knowledge) -> tuple[Fault, ...]:
    """One fault for every case of a safety or review rule that does not come out as expected."""
    return tuple(_faults(knowledge))


def _faults(knowledge: Knowledge) -> Iterator[Fault]:
    for folder in ("red_flags", "contraindications", "review_rules"):
        for rule in getattr(knowledge, folder).values():
            for index, case in enumerate(rule.cases):
                got = outcome_of(rule.when, case)
                if got != case.expect:
                    reason = f"{case.name}: expected {case.expect}, got {got}"
                    yield Fault(f"{folder}/{rule.id}.yaml", f"cases.{index}", reason)


def outcome_of(when: Criterion, case: RuleCase) -> str:
    """What the criterion says about the case: fires, does_not_fire or undecided."""
    return _WORDS[evaluate(when, Findings(case.findings))]
