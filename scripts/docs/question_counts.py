"""How many screens does the safety check take? Counted over invented people, for `docs/question-counts.md`.

The people are those of `ischia.pathway.screen.population`, drawn with a fixed seed, so that the page is the same on
every machine. Their mix is made up: the page says how long the check is for them, not how common anything is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from statistics import median, quantiles

from ischia.knowledge.records import Knowledge, Level
from ischia.pathway.screen.api import Outcome, contradictions, screen
from ischia.pathway.screen.interview import interview
from ischia.pathway.screen.population import people, well_person
from ischia.pathway.screen.proofs.values import telling_values
from ischia.pathway.shared.ways import ways
from scripts.docs.markdown import MADE, table

SEED = 2026
PEOPLE = 500
GOAL_HEALTHY, GOAL_EMERGENCY = 18, 6

Counts = dict[Outcome, list[int]]


def question_counts_page(knowledge: Knowledge) -> str:
    """The whole page."""
    counts = counted(knowledge)
    everybody = [count for of_outcome in counts.values() for count in of_outcome]
    healthy = len(interview(well_person(knowledge), knowledge).asked)
    emergencies = counts[Outcome.EMERGENCY]
    in_time = sum(count <= GOAL_EMERGENCY for count in emergencies)
    return "\n".join(
        [
            "# How many questions the safety check asks",
            MADE,
            f"\n{PEOPLE} invented people answered one question after the other, each a screen of one thing or of a",
            "checklist. The full form has "
            f"{len(knowledge.questions)} screens. How the people are mixed is made up (`ischia/pathway/screen/"
            "population.py`):",
            "these figures say how long the check is, not how common anything is.\n",
            f"- A healthy person with plain leg pain: {healthy} screens (goal: at most {GOAL_HEALTHY}).",
            f"- The slowest emergency in somebody else well: {slowest_emergency(knowledge)} screens (goal: at most "
            f"{GOAL_EMERGENCY}), over every way in which answers make an emergency rule fire.",
            f"- Emergencies among the invented people, who also bring other illness and unclear answers: {in_time} of "
            f"{len(emergencies)} within {GOAL_EMERGENCY} screens, the slowest after {max(emergencies)}.",
            f"- Everybody: {median(everybody):g} at the median, {max(everybody)} at most.\n",
            *table(
                ("Outcome", "People", "Fewest", "Median", "9 in 10 at most", "Most"),
                (outcome_row(outcome, counts[outcome]) for outcome in Outcome if counts.get(outcome)),
            ),
            "",
            *table(("Screens", "People"), histogram_rows(everybody)),
            "",
        ]
    )


def counted(knowledge: Knowledge, seed: int = SEED) -> Counts:
    """How many screens each person was asked, by the outcome it led to."""
    counts: Counts = {}
    chance = Random(seed)  # noqa: S311 - invented people, not secrets
    for person in people(knowledge, chance, count=PEOPLE):
        told = interview(person, knowledge)
        counts.setdefault(screen(told.answers, knowledge).outcome, []).append(len(told.asked))
    return counts


def slowest_emergency(knowledge: Knowledge) -> int:
    """The most screens until an emergency is found, over every way in which answers alone make such a rule fire."""
    well, values = well_person(knowledge), telling_values(knowledge)
    asked = {finding for question in knowledge.questions.values() for finding in question.findings}
    grave = [rule for rule in knowledge.safety_rules if rule.level is Level.EMERGENCY]
    everybody = (well.with_answers(way) for rule in grave for way in ways(rule.when, values) if way.keys() <= asked)
    return max(len(interview(each, knowledge).asked) for each in everybody if not contradictions(each, knowledge))


def outcome_row(outcome: Outcome, counts: Sequence[int]) -> tuple[str, ...]:
    nine_in_ten = quantiles(counts, n=10, method="inclusive")[8] if len(counts) > 1 else counts[0]
    figures = (len(counts), min(counts), median(counts), nine_in_ten, max(counts))
    return (f"`{outcome}`", *(f"{figure:g}" for figure in figures))


def histogram_rows(counts: Sequence[int]) -> Iterator[tuple[str, str]]:
    by_number = Counter(counts)
    for number in range(min(by_number), max(by_number) + 1):
        yield f"{number}", f"{by_number[number]}"
