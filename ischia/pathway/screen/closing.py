"""What follows from the answers, so that nobody is asked for it?"""

from ischia.knowledge.records import FindingId, Knowledge
from ischia.pathway.screen.rule_book import rule_book
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings


def close(findings: Findings, knowledge: Knowledge) -> Findings:
    """Add every value that follows from what is known, and what follows from that.

    An implied value fills a finding that was not asked or could not be answered; it never replaces an answer. Where
    two implications give one finding different values, the one written first stands.
    """
    answers: dict[str, Answer] = dict(findings.items())
    for each in rule_book(knowledge).implications:
        if answers.get(each.finding, UNKNOWN) is UNKNOWN and each.when.decide(answers):
            answers[each.finding] = each.value
    return Findings(answers)


def implied_findings(findings: Findings, knowledge: Knowledge) -> tuple[FindingId, ...]:
    """Name the findings that `close` adds, in the order of the knowledge."""
    closed = close(findings, knowledge)
    return tuple(id for id in knowledge.findings if closed.known(id) is not None and findings.known(id) is None)
