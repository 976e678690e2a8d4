"""How fast is one safety verdict, with all rules, reasons and limits, on one core?"""

import random
import statistics
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks import plain_ifs
from benchmarks.measure import Goal, Measurement, milliseconds
from ischia.cli.case_file import read_case
from ischia.cli.documents import read_document
from ischia.cli.run import run_pathway
from ischia.knowledge.load import load_knowledge
from ischia.knowledge.records import FindingValue, Knowledge
from ischia.pathway.screen import population
from ischia.pathway.screen.api import close, next_question, screen
from ischia.pathway.shared.findings import UNKNOWN, Findings

SEED = 20260101
PEOPLE = 300
CROWD = 10_000
CASES = Path(__file__).parents[1] / "demo" / "cases"
WALKS = 10


def measurements() -> Iterator[Measurement]:
    knowledge = load_knowledge()
    people = invented(knowledge, PEOPLE)
    judge = plain_ifs.plain_ifs(knowledge)
    values = [known_values(close(person, knowledge), knowledge) for person in people]
    check_same(people, values, knowledge, judge)
    verdicts = [partial(screen, person, knowledge) for person in people]
    by_hand = [partial(judge, known) for known in values]
    workload = f"{len(people)} invented people, {len(knowledge.safety_rules)} rules"
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
    crowd = invented(knowledge, CROWD)
    yield Measurement(
        name="screening 10,000 invented people",
        workload=f"{len(crowd)} verdicts with all reasons, one after the other on one core",
        unit="s",
        run=lambda: sum(milliseconds(partial(screen, person, knowledge)) for person in crowd) / 1000,
        goal=Goal(at_most=10),
        counted_runs=3,
    )
    cases = [read_case(read_document(str(path)), knowledge) for path in case_files()]
    yield Measurement(
        name="whole pathway of a case, median",
        workload=f"{len(cases)} demo cases from screening to decision",
        unit="ms",
        run=lambda: statistics.median(milliseconds(partial(run_pathway, case, knowledge)) for case in cases),
        goal=Goal(at_most=20),
    )


def case_files() -> Iterator[Path]:
    return (path for path in sorted(CASES.glob("*.yaml")) if ".expected" not in path.name)


def invented(knowledge: Knowledge, count: int) -> list[Findings]:
    return list(population.people(knowledge, random.Random(SEED), count=count))


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
