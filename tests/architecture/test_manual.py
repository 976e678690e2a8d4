"""Do the made pages hold what they promise: every rule, every verdict with its borders, the same words in every run?"""

from enum import StrEnum

import pytest

from ischia.cli.presenters.criteria import criterion_in_words
from ischia.knowledge import load_knowledge
from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Not, OneOf
from ischia.knowledge.records import FindingId, ReviewRule, SafetyRule
from ischia.pathway.plan.api import Changes
from ischia.pathway.screen.api import Outcome
from scripts.docs.markdown import cell
from scripts.docs.readable import LONGEST, readable
from scripts.docs.rules import rule_pages
from scripts.docs.spec import chapters_of, verdicts_stated

KNOWLEDGE = load_knowledge()


class Colour(StrEnum):
    DARK_RED = "dark_red"


def test_every_rule_has_a_page_with_its_words_its_sources_and_its_cases() -> None:
    pages = dict(rule_pages(KNOWLEDGE))
    rules: tuple[SafetyRule | ReviewRule, ...] = (*KNOWLEDGE.safety_rules, *KNOWLEDGE.review_rules.values())

    assert set(pages) == {rule.id for rule in rules}
    for rule in rules:
        page = pages[rule.id]
        assert all(cell(words) in page for words in (rule.say.client, rule.say.therapist, rule.say.clinician))
        assert all(cell(KNOWLEDGE.evidence[id].citation) in page for id in rule.backing.evidence)
        assert all(cell(case.name) in page for case in rule.cases)


def test_the_manual_states_at_least_120_verdicts_and_each_of_them_often() -> None:
    stated = verdicts_stated(chapters_of("screen"))

    assert sum(stated.values()) >= 120
    graded = set(Outcome) - {Outcome.OTHER_ROUTE}  # that one comes from the picture, and is tried in assess
    assert all(stated[outcome] >= 5 for outcome in graded), stated


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (None, "none"),
        ("", "empty"),
        ("saddle_numbness", "saddle numbness"),
        (2.5, "2.5"),
        (Colour.DARK_RED, "dark red"),
        ({"leg_pain": 3, "fever": False}, "leg pain: 3; fever: no"),
        (frozenset({"b", "a"}), "a, b"),
        ((), "nothing"),
        (Changes(pressure_less=1), "Changes (pressure less 1)"),
        (lambda: None, "a function"),
        (len, "len"),
    ],
)
def test_a_value_reads_in_words(value: object, words: str) -> None:
    assert readable(value) == words


def test_a_value_too_long_for_a_table_is_cut_and_says_so() -> None:
    assert readable("x" * 1000).endswith("…")
    assert len(readable("x" * 1000)) == LONGEST


def test_a_criterion_reads_as_a_list() -> None:
    old, hot, ill = Between("age", low=60), OneOf("fever", frozenset({True})), OneOf("diabetes", frozenset({True}))
    criterion = AllOf((AnyOf((old, Not(hot))), AtLeast(2, (hot, ill)), Not(AllOf((old, ill)))))

    fever, diabetes = (KNOWLEDGE.findings[FindingId(id)].label for id in ("fever", "diabetes"))
    assert list(criterion_in_words(criterion, KNOWLEDGE.findings)) == [
        (0, "all of:"),
        (1, "any of:"),
        (2, "Age: at least 60 years"),
        (2, f"not {fever}: yes"),
        (1, "at least 2 of:"),
        (2, f"{fever}: yes"),
        (2, f"{diabetes}: yes"),
        (1, "not all of:"),
        (2, "Age: at least 60 years"),
        (2, f"{diabetes}: yes"),
    ]
