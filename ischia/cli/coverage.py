"""What does the knowledge hold that nothing uses, and which rules can no question reach?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import ClaimId, EvidenceId, FindingId, FindingSection, Knowledge, RuleId
from ischia.knowledge.references import backings


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The gaps. None of them is a fault: a finding may be kept for the record, a rule for the examination.

    `unused_findings`: in no question, rule, pattern, implication, contradiction or area of the body chart.
    `asked_in_vain`: asked, but nothing decides by them.
    `rules_without_question`: safety rules none of whose findings any question asks, with what could make them fire.
    """

    unused_findings: tuple[FindingId, ...]
    asked_in_vain: tuple[FindingId, ...]
    rules_without_question: dict[RuleId, tuple[FindingId, ...]]
    uncited_evidence: tuple[EvidenceId, ...]
    claims_not_shown: tuple[ClaimId, ...]


def coverage_of(knowledge: Knowledge) -> Coverage:
    """Look for gaps in one set of knowledge, in the order of the folders."""
    asked = {finding for question in knowledge.questions.values() for finding in question.findings}
    deciding = set(_deciding(knowledge))
    described = set(_described(knowledge))
    cited = {key for *_, backing in backings(knowledge) for key in backing.evidence}
    shown = {claim for technique in knowledge.techniques.values() for claim in technique.claims}
    return Coverage(
        unused_findings=tuple(id for id in knowledge.findings if id not in asked | deciding | described),
        asked_in_vain=tuple(id for id in knowledge.findings if id in asked - deciding - described),
        rules_without_question=_without_question(knowledge, asked),
        uncited_evidence=tuple(id for id in knowledge.evidence if id not in cited),
        claims_not_shown=tuple(id for id in knowledge.claims if id not in shown),
    )


def _deciding(knowledge: Knowledge) -> Iterator[str]:
    """Findings by which a rule or a pattern decides, or from which something follows."""
    for rule in knowledge.safety_rules:
        yield from findings_used(rule.when)
    for pattern in knowledge.patterns.values():
        beside = chain.from_iterable(scheme.indicators for scheme in pattern.schemes)
        for indicator in chain(pattern.indicators, pattern.against, beside):
            yield from findings_used(indicator.when)
    for finding in knowledge.findings.values():
        for implication in finding.implied:
            yield from findings_used(implication.when)


def _described(knowledge: Knowledge) -> Iterator[str]:
    """Findings that only describe: they can contradict others, or a mark on the body chart states them."""
    for contradiction in knowledge.contradictions.values():
        yield from contradiction.findings
    for region in knowledge.regions.values():
        yield from chain.from_iterable(region.findings.values())


def _without_question(knowledge: Knowledge, asked: set[FindingId]) -> dict[RuleId, tuple[FindingId, ...]]:
    """Rules that no answer to a question reaches, not even through what follows from it, with all they look at."""
    reached = _reached(knowledge, asked)
    used = {rule.id: tuple(dict.fromkeys(map(FindingId, findings_used(rule.when)))) for rule in knowledge.safety_rules}
    return {rule: findings for rule, findings in used.items() if reached.isdisjoint(findings)}


def _reached(knowledge: Knowledge, asked: set[FindingId]) -> set[FindingId]:
    follows = {
        id: {FindingId(used) for each in finding.implied for used in findings_used(each.when)}
        for id, finding in knowledge.findings.items()
        if finding.section is not FindingSection.TEST
    }
    reached = set(asked)
    while more := {id for id, needs in follows.items() if id not in reached and needs & reached}:
        reached |= more
    return reached
