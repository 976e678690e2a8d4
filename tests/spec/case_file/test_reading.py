"""How does a case file become values? Left out is not asked; `unknown` is asked; the defaults follow from the days."""

from datetime import UTC, date, datetime

import pytest

from ischia.cli.case_file import CaseFile, read_case
from ischia.cli.run import answers_that_count
from ischia.knowledge import load_knowledge
from ischia.knowledge.parse import read_yaml
from ischia.pathway.shared.findings import UNKNOWN


def case(text: str, on: str = "2026-03-01") -> CaseFile:
    return read_case(read_yaml(f"case: {{title: A person}}\non: {on}\n{text}"), load_knowledge())


def test_a_finding_left_out_was_not_asked_and_unknown_could_not_be_answered() -> None:
    findings = case("findings: {fever: unknown, collapse: false}").findings

    assert findings["fever"] is UNKNOWN
    assert findings["collapse"] is False
    assert "cancer_history" not in findings


def test_denied_findings_are_answered_with_the_no_of_their_kind() -> None:
    findings = case("denied: [fever, saddle_numbness, slump_positive]").findings

    assert findings["fever"] is False
    assert findings["saddle_numbness"] == "absent"
    assert findings["slump_positive"] is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", date(2026, 3, 1), id="the day of reading"),
        pytest.param("sessions: [{on: 2026-02-02, minutes: 30}]", date(2026, 2, 2), id="the first session"),
        pytest.param("findings_on: 2026-01-05", date(2026, 1, 5), id="the day that is given"),
    ],
)
def test_the_findings_are_of(text: str, expected: date) -> None:
    assert case(text).findings_on == expected


def test_onset_is_reckoned_from_the_weeks_of_pain_on_the_day_of_the_answers() -> None:
    assert case("findings_on: 2026-02-01\nfindings: {leg_pain_weeks: 4}").onset_on == date(2026, 1, 4)


def test_later_checks_replace_only_what_they_answer() -> None:
    newest = case(
        "findings_on: 2026-02-01\nfindings: {fever: false, collapse: false}\n"
        "re_screens: [{on: 2026-02-08, findings: {fever: true}}]"
    ).newest_findings

    assert (newest["fever"], newest["collapse"]) == (True, False)


def test_what_described_a_weakness_falls_away_at_a_later_check_that_denies_it() -> None:
    newest = case(
        "findings_on: 2026-02-01\nfindings: {leg_weakness: older, older_weakness_kind: slight}\n"
        "re_screens: [{on: 2026-02-08, findings: {leg_weakness: absent}}]"
    ).newest_findings

    assert dict(newest) == {"leg_weakness": "absent"}


def test_a_total_and_the_answers_to_items_give_the_same_score() -> None:
    read = case(
        "findings_on: 2026-02-01\nmeasures: {sbi: 12}\n"
        "sessions:\n  - on: 2026-02-02\n    minutes: 30\n"
        "    measures: {sbi: {leg_pain: 4, numbness: 3, weakness: 2, sitting: 3}}"
    )

    assert [score.value for score in read.scores] == [12, 12]


def test_a_mood_form_in_the_file_is_weighed_by_the_safety_check_of_its_day() -> None:
    read = case(
        "findings_on: 2026-02-01\nmeasures: {phq_2: {interest: 0, mood: 1}}\n"
        "sessions: [{on: 2026-02-02, minutes: 30, measures: {phq_2: {interest: 2, mood: 2}}}]\n"
        "re_screens: [{on: 2026-02-08, findings: {fever: false}}]"
    )

    assert [answers["phq2_score"] for _day, answers in answers_that_count(read, load_knowledge())] == [1, 4]


def test_a_denial_that_a_clue_calls_in_question_counts_once_a_later_check_repeats_it() -> None:
    read = case(
        "findings_on: 2026-02-01\nfindings: {bladder_change: absent, sshq_numb_soles: true}\n"
        "re_screens: [{on: 2026-02-02, findings: {fever: false}}, {on: 2026-02-08, findings: {bladder_change: absent}},"
        " {on: 2026-02-15, findings: {fever: false}}]"
    )

    counted = ["bladder_change" in answers for _day, answers in answers_that_count(read, load_knowledge())]
    assert counted == [False, False, True, True]


def test_a_free_time_without_offset_is_local_time_of_the_place() -> None:
    read = case(
        "availability: {zone: Europe/London}\n"
        "therapists: [{id: a, name: A, registrations: [], skills: [], places: [Leith], price: 1,"
        " free: [{place: Leith, start: 2026-07-01T09:00, end: 2026-07-01T10:00}]}]"
    )

    assert read.free_times[0].span.start == datetime(2026, 7, 1, 8, tzinfo=UTC)
