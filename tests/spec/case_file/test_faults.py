"""What is said about a case file that cannot be used? One line per fault, naming the field, and all of them at once."""

from typing import Any

import pytest

from ischia.cli.case_file import read_case
from ischia.knowledge import load_knowledge
from ischia.knowledge.parse import read_yaml
from ischia.pathway.shared.errors import BadInput

START = "case: {title: Faulty}\non: 2026-03-01\n"


def faults_of(text: str) -> list[str]:
    document: Any = read_yaml(START + text)
    with pytest.raises(BadInput) as refused:
        read_case(document, load_knowledge())
    return [str(fault) for fault in refused.value.faults]


FORM = [
    ("foo: 1", "foo: There is no field of this name."),
    ("preferences: {presure: light}", "preferences.presure: There is no field of this name. Did you mean pressure?"),
    ("preferences: {session_minutes: 5}", "preferences.session_minutes: 5 is below 15, the lowest possible."),
    (
        "preferences: {pressure: lihgt}",
        'preferences.pressure: "lihgt" is not one of light, moderate, firm, no_preference. Did you mean light?',
    ),
    ("body_chart: [{region: lumbar, side: left, symptom: pain}]", "body_chart[0].intensity: is missing."),
    (
        "body_chart: [{region: lumbar, side: left, symptom: pain, intensity: 11}]",
        "body_chart[0].intensity: 11 is above 10, the highest possible.",
    ),
    ("goals: Walk", 'goals: must be a list, not "Walk".'),
    ("findings: [fever]", "findings: must be a mapping of names to values, not a list."),
    ("findings: {fever: null}", "findings.fever: must be true or false or a number or text, not empty."),
    ("onset_on: last week", 'onset_on: "last week" is not a day written YYYY-MM-DD.'),
    ("measures: {nprs_leg: high}", 'measures.nprs_leg: must be a total score or the answer to each item, not "high".'),
]

CONTENT = [
    (
        "findings: {leg_pian_weeks: 4}",
        "findings.leg_pian_weeks: There is no finding of this name. Did you mean leg_pain_weeks?",
    ),
    ("findings: {age: 40}", "findings.age: belongs under person."),
    ("person: {age: 400}", "person.age: 400 is above 120, the highest possible."),
    ("findings: {fever: perhaps}", "findings.fever: 'perhaps' is neither true nor false."),
    ("denied: [fevr]", "denied[0]: There is no finding called fevr. Did you mean fever?"),
    ("denied: [age]", "denied[0]: age cannot be answered with no: it is a number."),
    ("denied: [fever]\nfindings: {fever: true}", "denied[0]: fever is also answered under findings."),
    (
        "body_chart: [{region: lumber, side: left, symptom: pain, intensity: 3}]",
        "body_chart[0].region: There is no region lumber.",
    ),
    (
        "denied: [saddle_numbness]\nbody_chart: [{region: saddle, side: middle, symptom: numb, intensity: 3}]",
        "findings.saddle_numbness: The answer says no, the body chart shows it.",
    ),
    (
        "preferences: {liked_techniques: [deep_tisue]}",
        "preferences.liked_techniques: There is no technique called deep_tisue. Did you mean deep_tissue?",
    ),
    ("measures: {nprs_leg: 11}", "measures.nprs_leg: 11 is not between 0 and 10."),
    ("measures: {rmdq_24: {item_25: 1}}", "measures.rmdq_24.item_25: no such item. Did you mean item_5?"),
    ("measures: {nprs_legs: 1}", "measures.nprs_legs: There is no measure called nprs_legs. Did you mean nprs_leg?"),
    ("onset_on: 2026-02-30", "onset_on: 2026-02-30 is not in the calendar."),
    ("onset_on: 2026-04-01", "onset_on: 2026-04-01 lies after the day of reading, 2026-03-01."),
    (
        "sessions: [{on: 2026-02-02, minutes: 30}, {on: 2026-02-01, minutes: 30}]",
        "sessions[1].on: 2026-02-01 lies before the one above it.",
    ),
    (
        "sessions: [{on: 2026-02-02, minutes: 30, measures: {nprs_leg: 3}}]\nmeasures: {nprs_leg: 5}",
        "sessions[0].measures.nprs_leg: is the second score on 2026-02-02. Is findings_on an earlier day?",
    ),
    ("availability: {zone: Mars/Base}", "availability.zone: There is no time zone called Mars/Base."),
    ("case_: 1", "case_: There is no field of this name. Did you mean case?"),
]


@pytest.mark.parametrize(("text", "line"), [pytest.param(*each, id=each[1][:60]) for each in (*FORM, *CONTENT)])
def test_says_which_field_and_why(text: str, line: str) -> None:
    assert line in faults_of(text)


def test_tells_every_fault_at_once() -> None:
    faults = faults_of("findings: {leg_pian_weeks: 4, fever: perhaps}\nmeasures: {nprs_leg: 11}\nonset_on: 2026-02-30")

    assert [line.split(":")[0] for line in faults] == ["onset_on", "findings.leg_pian_weeks", "findings.fever"]


def test_a_contradiction_is_told_beside_a_value_that_cannot_be_and_a_chart_that_denies() -> None:
    faults = faults_of(
        "person: {age: 400}\ndenied: [saddle_numbness, fevr]\n"
        "findings: {pregnant_or_might_be: false, pregnancy_weeks: 30}\n"
        "body_chart: [{region: saddle, side: middle, symptom: numb, intensity: 3}]\n"
        "re_screens: [{on: 2026-02-20, findings: {fever: perhaps}}, {on: 2026-02-27, findings: {fever: often}}]"
    )

    assert [line.split(":")[0] for line in faults] == [
        "denied[1]",
        "person.age",
        "findings.pregnant_or_might_be",
        "findings.pregnancy_weeks",
        "findings.saddle_numbness",
        "re_screens[0].findings.fever",
        "re_screens[1].findings.fever",
    ]


def test_contradictory_answers_are_reported_with_both_fields_and_never_guessed() -> None:
    faults = faults_of("findings: {pregnant_or_might_be: false, pregnancy_weeks: 30}")

    assert [line.split(":")[0] for line in faults] == ["findings.pregnant_or_might_be", "findings.pregnancy_weeks"]


def test_a_contradiction_that_a_later_check_brings_is_told_with_its_check() -> None:
    faults = faults_of(
        "findings_on: 2026-02-01\nfindings: {pregnant_or_might_be: false}\n"
        "re_screens: [{on: 2026-02-20, findings: {pregnancy_weeks: 30}}]"
    )

    assert all(line.startswith("re_screens[0].findings.") for line in faults)


@pytest.mark.parametrize("document", [None, 3, "text", [], {}], ids=str)
def test_a_document_of_another_kind_is_refused(document: object) -> None:
    with pytest.raises(BadInput):
        read_case(document, load_knowledge())
