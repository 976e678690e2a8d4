"""Can anybody look safe while a question about an emergency, or about something urgent, is unanswered?"""

from collections.abc import Iterator
from itertools import chain, combinations

from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Criterion, Not, OneOf
from ischia.knowledge.records import FindingId, FindingSection, FindingValue, Knowledge, Level
from ischia.pathway.screen.checking import contradictions
from ischia.pathway.screen.closing import close
from ischia.pathway.screen.judging import judge
from ischia.pathway.screen.proofs.counterexample import Counterexample
from ischia.pathway.screen.rule_book import PreparedRule, rule_book
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.ways import Values, Way, merged, ways

PROMISE = "nobody looks safe while a grave question is unanswered"

# Answers that may settle a grave question although nobody put it.
MAY_FOLLOW: dict[str, FindingValue] = {
    "pregnant_or_might_be": False,  # follows from being male at birth; nobody male is asked about pregnancy
}


def safe_without_an_answer(knowledge: Knowledge, values: Values) -> Iterator[Counterexample]:
    """Yield each grave rule that is settled although an answer that a person could give is missing."""
    asked = {finding for question in knowledge.questions.values() for finding in question.findings}
    for prepared in rule_book(knowledge).rules:
        if prepared.rule.level.rank >= Level.URGENT.rank:
            yield from _settled_unexamined(prepared, knowledge)
            for way in ways(prepared.rule.when, values):
                needed = [FindingId(id) for id in way if id in asked]
                yield from _settled_unasked(prepared, way, needed, knowledge)
                yield from _settled_by_what_follows(prepared, way, needed, values, knowledge)


def _settled_unasked(
    prepared: PreparedRule, way: Way, needed: list[FindingId], knowledge: Knowledge
) -> Iterator[Counterexample]:
    """Take the answers to any of the questions away, or let them be "I cannot say"."""
    for unanswered in chain.from_iterable(combinations(needed, count) for count in range(1, len(needed) + 1)):
        given: dict[str, Answer] = {id: value for id, value in way.items() if id not in unanswered}
        not_said: dict[str, Answer] = dict.fromkeys(unanswered, UNKNOWN)
        for answers in (given, {**given, **not_said}):
            yield from _settled(prepared, answers, f"{', '.join(unanswered)} could still make it fire", knowledge)


def _settled_by_what_follows(
    prepared: PreparedRule, way: Way, needed: list[FindingId], values: Values, knowledge: Knowledge
) -> Iterator[Counterexample]:
    """Let an implication answer a question of the rule the mild way."""
    for finding in needed:
        for implication in knowledge.findings[finding].implied:
            if implication.value in (way[finding], MAY_FOLLOW.get(finding)):
                continue
            for cause in ways(implication.when, values):
                answers = merged({id: other for id, other in way.items() if id != finding}, cause)
                if answers is not None:
                    yield from _settled(prepared, dict(answers), f"{finding} is never asked but follows", knowledge)


def _settled_unexamined(prepared: PreparedRule, knowledge: Knowledge) -> Iterator[Counterexample]:
    """Let nobody examine: a test that was not done must never count as passed."""
    for finding in dict.fromkeys(_denied(prepared.rule.when)):
        if knowledge.findings[FindingId(finding)].section is FindingSection.TEST:
            reason = f"it counts {finding} as negative although nobody has examined"
            yield Counterexample(promise=PROMISE, rule=prepared.rule.id, answers={}, reason=reason)


def _denied(criterion: Criterion, *, is_denied: bool = False) -> Iterator[str]:
    """Yield the findings that help the criterion by what they are not."""
    match criterion:
        case OneOf(finding=finding) | Between(finding=finding):
            if is_denied:
                yield finding
        case Not(part=part):
            yield from _denied(part, is_denied=not is_denied)
        case AllOf(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _denied(part, is_denied=is_denied)


def _settled(
    prepared: PreparedRule, answers: dict[str, Answer], reason: str, knowledge: Knowledge
) -> Iterator[Counterexample]:
    findings = Findings(answers)
    if contradictions(findings, knowledge):
        return
    judgement = judge(close(findings, knowledge), knowledge)
    looks_safe = judgement.level.rank < prepared.rank
    if looks_safe and prepared not in (*judgement.fired, *judgement.open):
        yield Counterexample(promise=PROMISE, rule=prepared.rule.id, answers=answers, reason=reason)
