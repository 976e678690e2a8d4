"""How fast is one safety verdict, with all rules, reasons and limits, on one core?"""

import random
import statistics
from collections.abc import Iterator, Sequence
from functools import partial

from benchmarks import plain_ifs
from benchmarks.measure import Goal, Measurement, milliseconds
from ischia.knowledge.load import load_knowledge
from ischia.knowledge.records import Finding, FindingKind, FindingValue, Knowledge
from ischia.pathway.screen.api import close, contradictions, next_question, screen
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings

SEED = 20260101
PEOPLE = 300
SHARE_ANSWERED = 0.9
SHARE_ABNORMAL = 0.08
WALKS = 10


def measurements() -> Iterator[Measurement]:
    knowledge = load_knowledge()
    people = list(invented_people(knowledge))
    judge = plain_ifs.plain_ifs(knowledge)
    values = [known_values(close(person, knowledge), knowledge) for person in people]
    check_same(people, values, knowledge, judge)
    verdicts = [partial(screen, person, knowledge) for person in people]
    by_hand = [partial(judge, known) for known in values]
    workload = f"{len(people)} people, {len(knowledge.safety_rules)} rules, 9 in 10 findings answered"
    yield Measurement(
        name="verdict, median",
        workload=workload,
        unit="ms",
        run=lambda: statistics.median(map(milliseconds, verdicts)),
        baseline=lambda: statistics.median(map(milliseconds, by_hand)),
        baseline_is=plain_ifs.IS,
        goal=Goal(at_most=0.5, ratio_at_most=10),
    )
    yield Measurement(
        name="verdict, 99th percentile",
        workload=workload,
        unit="ms",
        run=lambda: statistics.quantiles(map(milliseconds, verdicts), n=100)[98],
        goal=Goal(at_most=2),
    )
    yield Measurement(
        name="verdicts per second on one core",
        workload=workload,
        unit="cases/s",
        run=lambda: 1000 * len(people) / sum(map(milliseconds, verdicts)),
        baseline=lambda: 1000 * len(people) / sum(map(milliseconds, by_hand)),
        baseline_is=plain_ifs.IS,
        goal=Goal(at_least=1000, ratio_at_least=0.1),
    )
    yield Measurement(
        name="next question, median",
        workload=f"from no answer to the last question for {WALKS} people",
        unit="ms",
        run=lambda: statistics.median(walk_times(people[:WALKS], knowledge)),
        goal=Goal(at_most=5),
    )


def invented_people(knowledge: Knowledge) -> Iterator[Findings]:
    """People without contradictions: most answers as a healthy person gives them, some not, some missing."""
    chance = random.Random(SEED)
    made = 0
    while made < PEOPLE:
        answers: dict[str, Answer] = {
            id: invented_answer(chance, finding)
            for id, finding in knowledge.findings.items()
            if chance.random() < SHARE_ANSWERED
        }
        person = Findings(answers)
        if not contradictions(person, knowledge):
            made += 1
            yield person


def invented_answer(chance: random.Random, finding: Finding) -> FindingValue:
    if finding.kind is FindingKind.NUMBER:
        low, high = finding.minimum or 0, finding.maximum or 100
        return round(chance.uniform(low, high)) if finding.whole else chance.uniform(low, high)
    if finding.kind is FindingKind.BOOLEAN:
        return chance.random() < SHARE_ABNORMAL
    if finding.kind is FindingKind.COURSE and chance.random() >= SHARE_ABNORMAL:
        return "absent"
    return chance.choice([choice.value for choice in finding.choices])


def known_values(closed: Findings, knowledge: Knowledge) -> dict[str, FindingValue]:
    values = ((id, closed.known(id)) for id in knowledge.findings)
    return {id: value for id, value in values if value is not None}


def check_same(
    people: Sequence[Findings], values: Sequence[plain_ifs.Values], knowledge: Knowledge, judge: plain_ifs.PlainIfs
) -> None:
    """The plain ifs must name the very rules that the verdict names, or two different things would be compared."""
    rules = {rule.id for rule in knowledge.safety_rules}
    for person, known in zip(people, values, strict=True):
        fired, _, _ = judge(known)
        assert {reason.rule for reason in screen(person, knowledge).reasons} & rules == set(fired)


def walk_times(people: Sequence[Findings], knowledge: Knowledge) -> Iterator[float]:
    """How long each choice of the next question takes while each person answers what is asked."""
    for person in people:
        given = Findings()
        while question := next_question(given, knowledge):
            yield milliseconds(partial(next_question, given, knowledge))
            given = given.with_answers({id: person.get(id, UNKNOWN) for id in question.findings})
