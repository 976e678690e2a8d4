"""Why did each safety rule fire, stay open or not fire on these findings?"""

from dataclasses import dataclass
from enum import StrEnum

from ischia.knowledge.records import FindingId, FindingSection, FindingValue, Knowledge, Level, RuleId, SafetyRule
from ischia.pathway.screen.api import check_findings, close, implied_findings
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate, findings_that_decided, missing


class Answer(StrEnum):
    """What a rule says to the findings. One that waits for nothing but an examination holds no verdict open."""

    FIRED = "fired"
    OPEN = "open"
    WAITS_FOR_EXAMINATION = "waits_for_examination"
    DID_NOT_FIRE = "did_not_fire"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswer:
    """One rule, what it says, the findings that decided it, and those that could still decide it."""

    rule: RuleId
    origin: str
    title: str
    level: Level
    answer: Answer
    decided_by: dict[FindingId, FindingValue]
    missing: tuple[FindingId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Every safety rule on one set of findings, gravest first; `implied` are values that followed from others."""

    knowledge_version: str
    implied: dict[FindingId, FindingValue]
    rules: tuple[RuleAnswer, ...]


def explained(findings: Findings, knowledge: Knowledge) -> Explanation:
    """Try every safety rule by the plain reading of its criterion. Raises `BadInput` for findings that cannot be."""
    check_findings(findings, knowledge)
    closed = close(findings, knowledge)
    rules = sorted(knowledge.safety_rules, key=lambda rule: (-rule.level.rank, rule.id))
    return Explanation(
        knowledge_version=knowledge.version,
        implied=_values(implied_findings(findings, knowledge), closed),
        rules=tuple(_answer(rule, closed, knowledge) for rule in rules),
    )


def _answer(rule: SafetyRule, closed: Findings, knowledge: Knowledge) -> RuleAnswer:
    held = evaluate(rule.when, closed)
    still_missing = missing(rule.when, closed)
    only_tests = all(knowledge.findings[id].section is FindingSection.TEST for id in still_missing)
    undecided = Answer.WAITS_FOR_EXAMINATION if only_tests else Answer.OPEN
    return RuleAnswer(
        rule=rule.id,
        origin=rule.origin,
        title=rule.title,
        level=rule.level,
        answer={True: Answer.FIRED, False: Answer.DID_NOT_FIRE, None: undecided}[held],
        decided_by=_values(findings_that_decided(rule.when, closed), closed),
        missing=still_missing,
    )


def _values(ids: tuple[FindingId, ...], findings: Findings) -> dict[FindingId, FindingValue]:
    known = ((id, findings.known(id)) for id in ids)
    return {id: value for id, value in known if value is not None}
