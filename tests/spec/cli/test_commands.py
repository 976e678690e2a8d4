"""What does each command say, to people and to machines?"""

import re
from pathlib import Path

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import version_of
from tests.spec.cli.running import BELL, CASES, STENOSIS, YANG, answer, run


def test_findings_tells_id_type_both_questions_and_allowed_values_of_every_finding() -> None:
    findings = answer("findings")

    assert {finding["id"] for finding in findings} == set(load_knowledge().findings)
    assert all(finding["kind"] and finding["ask_client"] and finding["ask_therapist"] for finding in findings)


def test_findings_reads_well_for_people() -> None:
    said = run("findings").stdout

    assert "leg_pain_weeks (number)\n" in said
    assert "a whole number from 0 to 120 (years), or unknown" in said
    assert "true, false, or unknown" in said
    assert all(f"\n{id} (" in said for id in load_knowledge().findings)


@pytest.mark.parametrize(
    ("command", "file", "first"),
    [
        ("screen", BELL, "Clear: nothing found that speaks against massage today."),
        ("screen", YANG, "Emergency: no massage. Go to an emergency department now."),
        ("assess", BELL, "Pattern most like: Nerve root of the low back (possible, 3 points, confidence"),
        ("assess", YANG, "Emergency: no massage. Go to an emergency department now."),
        ("plan", BELL, "4 sessions of 45 minutes, then a review."),
        ("plan", YANG, "You need emergency care now. There is no massage plan."),
        ("pathway", BELL, "Sciatica for nine months, 45 minutes of massage a week for ten weeks"),
    ],
)
def test_the_answer_comes_first(command: str, file: str, first: str) -> None:
    assert run(command, file).stdout.splitlines()[0] == first


def test_the_pathway_goes_through_every_stage_it_has_data_for() -> None:
    booked = re.findall(r"^(\w+): .*\?$", run("pathway", STENOSIS).stdout, flags=re.MULTILINE)
    treated = re.findall(r"^(\w+): .*\?$", run("pathway", BELL).stdout, flags=re.MULTILINE)

    assert booked == ["Screen", "Assess", "Plan", "Match", "Book", "Track"]
    assert treated == ["Screen", "Assess", "Plan", "Treat", "Track", "Decide"]


def test_an_emergency_shows_only_what_to_do_now() -> None:
    said = run("pathway", YANG).stdout

    assert "Do not drive yourself." in said
    for word in ("Limits:", "at most 30 minutes", "Pattern most like", "One session:", "Take home"):
        assert word not in said


@pytest.mark.parametrize("file", [YANG, STENOSIS, str(CASES / "pulmonary-embolism.yaml")])
def test_every_number_to_call_is_said_in_words(file: str) -> None:
    assert not re.search(r"\{\w+\}", run("pathway", file).stdout)


def test_every_source_cited_is_written_out_at_the_end() -> None:
    said = run("screen", YANG).stdout
    cited = {id for group in re.findall(r"\[([A-Z][^\]]*)\]", said) for id in re.split(r",\s+", group)}

    assert cited <= set(re.findall(r"^- (\w+): ", said.split("Sources\n")[1], flags=re.MULTILINE))


def test_the_answer_for_machines_is_the_object_that_the_stage_answered_with() -> None:
    verdict = answer("screen", YANG)

    assert verdict["outcome"] == "emergency"
    assert {"reasons", "limits", "open_rules", "safety_net", "knowledge_version", "could_become"} <= set(verdict)


def test_no_plan_is_an_answer_and_not_an_error() -> None:
    assert answer("plan", YANG)["plan"] is None
    assert answer("plan", YANG)["why_no_plan"]


@pytest.mark.parametrize("command", ["screen", "assess", "plan", "pathway"])
def test_standard_input_says_the_same_as_the_file(command: str) -> None:
    assert run(command, "-", typed=Path(BELL).read_bytes()).stdout == run(command, BELL).stdout


@pytest.mark.parametrize("width", [50, 80, 100])
def test_text_keeps_to_the_width_and_has_no_colour_when_nobody_watches(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    said = run("pathway", BELL).stdout

    assert max(map(len, said.splitlines())) <= width
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("measure", "typed", "value", "missing"),
    [
        ("nprs_leg", "pain: 6", 6, []),
        ("sbi", "{leg_pain: 3, numbness: 2, weakness: 1, sitting: 2}", 8, []),
        ("sbi", "{leg_pain: 3, numbness: 2, weakness: 1}", 8, ["sitting"]),
        ("psfs", '{"activity_1": 3, "activity_2": 6}', 4.5, []),
        ("rmdq_24", "{" + ", ".join(f"item_{n}: {int(n <= 7)}" for n in range(1, 25)) + "}", 7, []),
    ],
)
def test_score_scores_a_form(measure: str, typed: str, value: float, missing: list[str]) -> None:
    scores = answer("score", measure, "-", typed=typed)

    assert [(score["value"], score["missing"]) for score in scores] == [(value, missing)]


def test_score_takes_answers_to_its_own_version_and_refuses_those_to_another() -> None:
    instrument = load_knowledge().instruments[InstrumentId("nprs_leg")]

    for version in ("nprs_leg", version_of(instrument)):
        assert answer("score", "nprs_leg", "-", typed=f"{{version: {version}, pain: 3}}")[0]["value"] == 3
    refused = run("score", "nprs_leg", "-", typed="{version: nprs_leg-0a1b2c3d, pain: 3}")

    assert refused.exit_code != 0
    assert "These are answers to nprs_leg-0a1b2c3d" in " ".join(refused.output.split())


@pytest.mark.parametrize("measure", sorted(load_knowledge().instruments))
def test_every_measure_has_a_form_in_plain_text_that_score_reads_back(measure: str) -> None:
    instrument = load_knowledge().instruments[InstrumentId(measure)]
    form = run("score", measure, "--form").stdout
    filled = form
    for item in instrument.items:
        filled = filled.replace(f"\n{item.id}:", f"\n{item.id}: {item.low}")

    (scored,) = answer("score", measure, "-", typed=filled)

    assert f"Licence: {instrument.licence}" in " ".join(form.replace("#", " ").split())
    assert scored["value"] == instrument.low
    assert scored["missing"] == []


def test_the_paraphrase_of_the_disability_questions_is_said_to_be_one() -> None:
    form = " ".join(run("score", "rmdq_24", "--form").stdout.replace("#", " ").split())

    assert "our own short paraphrase" in form
    assert "Important change of the RMDQ-23 in sciatica, low start: 4.9 of 23." in form


def test_score_carries_the_day_of_the_form() -> None:
    assert answer("score", "nprs_leg", "-", typed="{on: 2026-05-01, pain: 3}")[0]["on"] == "2026-05-01"


def test_score_reads_every_score_of_a_case_file() -> None:
    assert len(answer("score", "nprs_leg", BELL)) == 11


def test_knowledge_check_counts_files_and_cases() -> None:
    checked = answer("knowledge", "check")

    assert checked["records"]["patterns"] == 13
    assert checked["cases"] > 100
    assert "in order" in run("knowledge", "check").stdout


def test_knowledge_list_names_every_record_of_a_kind() -> None:
    assert set(answer("knowledge", "list", "claims")["claims"]) == set(load_knowledge().claims)
    assert "red flags (" in run("knowledge", "list").stdout


def test_knowledge_show_of_a_row_tells_each_of_its_rules() -> None:
    shown = answer("knowledge", "show", "RF25")
    assert {rule["origin"] for rule in shown.values()} == {"RF25"}
    assert {"rf25_lung_clot", "rf25_wells"} <= shown.keys()


def test_knowledge_show_tells_all_of_a_record() -> None:
    said = run("knowledge", "show", "nerve_root").stdout

    assert "nerve_root (patterns)" in said
    assert "gluteal_trigger_point" in said
    assert answer("knowledge", "show", "nerve_root")["patterns"]["bands"][-1] == {"name": "likely", "at_least": 4}


def test_knowledge_unverified_lists_what_a_clinician_has_to_confirm() -> None:
    entries = answer("knowledge", "unverified")

    assert {"kind": "instruments", "id": "psfs"}.items() <= next(
        entry for entry in entries if entry["id"] == "psfs"
    ).items()
    assert "psfs" in run("knowledge", "unverified").stdout


def test_twice_a_week_is_planned_only_when_a_person_says_so() -> None:
    usual, closer = answer("plan", BELL)["plan"], answer("plan", BELL, "--twice-a-week")["plan"]

    assert (usual["course"]["pace"], closer["course"]["pace"]) == ("weekly", "twice_a_week_at_first")
    assert closer["course"]["spacing_maximum_days"] == 4
    assert "Twice a week in the first two weeks" in " ".join(run("plan", BELL, "--twice-a-week").stdout.split())
