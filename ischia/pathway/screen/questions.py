"""What shall we ask next, so that danger is found first and nothing is asked in vain?"""

from typing import NamedTuple

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, FindingSection, Knowledge, Level, Question
from ischia.pathway.screen.checking import check_findings
from ischia.pathway.screen.judging import Judgement, judge, missing_for
from ischia.pathway.screen.rule_book import PreparedRule, rule_book
from ischia.pathway.screen.values import NextQuestion
from ischia.pathway.shared.compiled import Answers
from ischia.pathway.shared.findings import UNKNOWN, Findings

EVERY_VISIT = frozenset({"RF01", "RF02", "RF03", "RF04", "RF05", "RF06", "RF08", "RF24", "CI17", "CI39"})
"""Origins of the rules asked again at every visit: those of CLINICAL.md 1.3, and the two that mean "none today" (fever,
no valid consent), since an answer given when booking says nothing about today."""


OPENING = 50
"""Questions up to this `order` open every safety check: the four checklists and leg weakness. What they bring up is
followed up after them, since a risk found early must not put off the signs that nobody has been asked about."""


class _Urgency(NamedTuple):
    """How much an answer matters, the more the greater: what it could lead to, and how many signs speak for that."""

    rank: int
    signs: int
    level: Level


def next_question(findings: Findings, knowledge: Knowledge) -> NextQuestion | None:
    """Return the question whose answer can still change the verdict most gravely; None when there is none left.

    Ties go to the opening screens, then to the rule that most speaks for already, so that a suspicion is followed up at
    once, then to the lower `order`. A question is skipped when none of its unanswered findings can still change the
    verdict, and so are single findings on a checklist. What was answered with `UNKNOWN` is not asked again. Nothing is
    asked once an emergency is found. `at_most_left` counts this question; later answers can only lower it.

    Raises `BadInput` as `screen` does.
    """
    judgement = judge(check_findings(findings, knowledge), knowledge)
    if judgement.level is Level.EMERGENCY:
        return None
    urgency_of = _urgency(judgement)
    left = [(_most_urgent(question, urgency_of), question) for question in rule_book(knowledge).questions]
    askable = [(urgency, question) for urgency, question in left if urgency is not None]
    if not askable:
        return None
    urgency, question = max(askable, key=lambda each: (each[0].rank, each[1].order <= OPENING, each[0].signs))
    return NextQuestion(
        question=question.id,
        findings=tuple(finding for finding in question.findings if finding in urgency_of),
        could_become=urgency.level,
        asked=len(answered_questions(findings, knowledge)),
        at_most_left=len(askable),
    )


def answered_questions(findings: Findings, knowledge: Knowledge) -> tuple[Question, ...]:
    """Return the questions of which at least one finding was answered, in their order."""
    questions = rule_book(knowledge).questions
    return tuple(question for question in questions if any(finding in findings for finding in question.findings))


def questions_in_order(knowledge: Knowledge) -> tuple[Question, ...]:
    """Return every question of the safety check, in its order."""
    return rule_book(knowledge).questions


def rescreen_questions(knowledge: Knowledge) -> tuple[Question, ...]:
    """Return the questions that are put again at every visit (CLINICAL.md 1.3), in their order."""
    asked_again = findings_asked_again(knowledge)
    return tuple(each for each in rule_book(knowledge).questions if not asked_again.isdisjoint(each.findings))


def findings_asked_again(knowledge: Knowledge) -> frozenset[FindingId]:
    """Return the findings that the rules of every visit look at, apart from who the person is and from tests."""
    used = (
        FindingId(id)
        for rule in knowledge.safety_rules
        if rule.origin in EVERY_VISIT
        for id in findings_used(rule.when)
    )
    return frozenset(id for id in used if knowledge.findings[id].section is FindingSection.HISTORY)


def for_next_visit(findings: Findings, knowledge: Knowledge) -> Findings:
    """Return the answers without those that have to be asked again at every visit."""
    asked_again = findings_asked_again(knowledge)
    return Findings({id: answer for id, answer in findings.items() if id not in asked_again})


def _urgency(judgement: Judgement) -> dict[FindingId, _Urgency]:
    """Map each finding that can be asked to the most urgent rule that it can still help decide."""
    urgency_of: dict[FindingId, _Urgency] = {}
    for each in judgement.open:
        urgency = _Urgency(each.rank, _signs(each, judgement.answers), each.rule.level)
        for finding in missing_for(each, judgement.answers):
            if judgement.answers.get(finding) is not UNKNOWN:
                urgency_of[finding] = max(urgency, urgency_of.get(finding, urgency))
    return urgency_of


def _signs(prepared: PreparedRule, answers: Answers) -> int:
    """How many answers speak for this undecided rule already."""
    return sum(sign.decide(answers) is True for sign in prepared.signs)


def _most_urgent(question: Question, urgency_of: dict[FindingId, _Urgency]) -> _Urgency | None:
    return max((urgency_of[finding] for finding in question.findings if finding in urgency_of), default=None)
