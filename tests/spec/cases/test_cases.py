"""Does the pathway, through the real command line, say about each demo case what a careful therapist would accept?

The expected results stand beside the cases in `demo/cases/<name>.expected.yaml`, each with the reason why.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ischia.cli import app
from ischia.cli.documents import read_document
from ischia.knowledge import load_knowledge
from tests.spec.cases.summary import summary

HOME = Path(__file__).parents[3] / "demo" / "cases"
EXPECTED = sorted(HOME.glob("*.expected.yaml"))
CASES = [path.with_name(path.name.replace(".expected", "")) for path in EXPECTED]


def pathway(file: str, document: Any = None) -> dict[str, Any]:
    typed = None if document is None else json.dumps(document)
    result = CliRunner().invoke(app, ["pathway", file, "--json"], input=typed)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def document(name: str) -> dict[str, Any]:
    read: dict[str, Any] = read_document(str(HOME / f"{name}.yaml"))
    return read


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_pathway_says_what_is_expected(file: Path) -> None:
    expected = read_document(str(file.with_name(f"{file.stem}.expected.yaml")))

    assert summary(pathway(str(file))) == expected


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_case_cites_a_registered_source_and_says_what_was_filled_in(file: Path) -> None:
    about = read_document(str(file))["case"]

    assert about["source"]
    assert set(about["evidence"]) <= set(load_knowledge().evidence)
    assert about["published"]
    assert about["illustrative"]


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_reason_cites_registered_sources_and_names_what_it_used(file: Path) -> None:
    result = pathway(str(file))
    known = set(load_knowledge().evidence)
    reasons = [reason for dated in result["verdicts"] for reason in dated["verdict"]["reasons"]]
    decided = result["decision"]["reasons"] if result["decision"] else []

    assert all(reason["citations"] and set(reason["citations"]) <= known for reason in (*reasons, *decided))
    assert all(reason["findings_used"] for reason in reasons)
    assert all(reason["facts_used"] for reason in decided)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_same_file_gives_the_same_bytes(file: Path) -> None:
    first, second = (CliRunner().invoke(app, ["pathway", str(file), "--json"]).stdout for _ in range(2))

    assert first == second


def test_at_least_six_cases_stand_there_each_with_its_expected_result() -> None:
    files = {path.name for path in HOME.glob("*.yaml")}

    assert len(CASES) >= 6
    assert files == {path.name for path in (*EXPECTED, *CASES)}


def test_the_flare_of_bell_in_week_7_calls_for_a_smaller_dose() -> None:
    bell = document("bell-2008")
    bell["on"] = "2026-02-22"
    bell["sessions"] = bell["sessions"][:7]

    decision = pathway("-", bell)["decision"]

    assert decision["action"] == "reduce_dose"
    assert decision["reasons"][0]["rule"] == "long_soreness"


def test_the_smaller_dose_of_bell_is_planned_at_once() -> None:
    bell = document("bell-2008")
    bell["on"] = "2026-02-22"
    bell["sessions"] = bell["sessions"][:7]

    result = pathway("-", bell)

    before, after = result["plan"], result["next_plan"]
    assert after["course"]["session_minutes"] == before["course"]["session_minutes"] - 15
    assert hardest(after) == hardest(before) - 1
    assert after["course"]["sessions"] == after["course"]["hard_maximum"] == 3
    assert "The plan after this decision" in CliRunner().invoke(app, ["pathway", "-"], input=json.dumps(bell)).stdout


def hardest(made: dict[str, Any]) -> int:
    return max(int(block["pressure"]) for block in made["blocks"])


def test_a_second_flare_would_stop_the_course_of_bell() -> None:
    bell = document("bell-2008")
    bell["sessions"][8]["adverse_events"] = [{"kind": "soreness", "hours": 80}]

    decision = pathway("-", bell)["decision"]

    assert (decision["action"], decision["refer"]) == ("stop_and_refer", "clinician_first")
    assert decision["reasons"][0]["rule"] == "long_soreness_again"


def test_bell_without_relief_after_four_sessions_would_be_stopped_and_referred() -> None:
    bell = document("bell-2008")
    bell["on"] = "2026-02-01"
    bell["sessions"] = bell["sessions"][:4]
    bell["sessions"][3]["measures"] = {"nprs_leg": 5, "nprs_back": 6, "rmdq_24": 11}

    decision = pathway("-", bell)["decision"]

    assert decision["action"] == "stop_and_refer"
    assert decision["reasons"][0]["rule"] == "not_helping"


@pytest.mark.parametrize(
    ("measure", "start", "later"), [("nprs_leg", 6, 8), ("rmdq_24", 12, 16)], ids=["leg pain by 2", "function by 4"]
)
def test_two_visits_clearly_worse_stop_the_course_by_the_smallest_published_error(
    measure: str, start: int, later: int
) -> None:
    bell = document("bell-2008")
    bell["on"] = "2026-01-20"
    bell["sessions"] = bell["sessions"][:2]
    bell["measures"] = {measure: start}
    for session in bell["sessions"]:
        session["measures"] = {measure: later}

    decision = pathway("-", bell)["decision"]

    assert (decision["action"], decision["refer"]) == ("stop_and_refer", "clinician_first")
    assert decision["reasons"][0]["rule"] == "worse_twice"


def test_a_numb_saddle_before_session_5_of_bell_would_make_it_an_emergency_with_nothing_planned() -> None:
    bell = document("bell-2008")
    bell["on"] = "2026-02-04"
    bell["sessions"] = bell["sessions"][:4]
    bell["re_screens"] = [{"on": "2026-02-04", "findings": {"saddle_numbness": "new"}}]

    result = pathway("-", bell)

    assert [dated["verdict"]["outcome"] for dated in result["verdicts"]] == ["clear", "emergency"]
    assert (result["picture"], result["plan"], result["course"]) == (None, None, None)
    assert (result["decision"]["action"], result["decision"]["refer"]) == ("stop_and_refer", "emergency")


@pytest.mark.parametrize("finding", ["saddle_numbness", "bladder_change", "pain_both_legs"])
def test_each_sign_of_yang_alone_is_an_emergency(finding: str) -> None:
    yang = document("yang-2017")
    yang["findings"] = {finding: "new"}
    yang["body_chart"] = []

    assert pathway("-", yang)["verdicts"][-1]["verdict"]["outcome"] == "emergency"


def test_a_clinicians_no_leaves_nothing_to_plan_or_book() -> None:
    stenosis = document("stenosis")
    stenosis["clearance"] = {"answer": "no", "clinician": "Dr Ann Reid, GP", "on": "2026-09-05"}

    result = pathway("-", stenosis)

    assert (result["plan"], result["course"]) == (None, None)
    assert "advised against" in result["why_no_plan"]
    assert result["permission"] == "nothing"


def test_clinician_first_may_hold_the_course_and_a_yes_confirms_it() -> None:
    stenosis = document("stenosis")
    stenosis["findings"]["seen_by_clinician_this_episode"] = False
    before = pathway("-", stenosis)
    stenosis["clearance"] = {"answer": "yes", "clinician": "Dr Ann Reid, GP", "on": "2026-09-05"}
    after = pathway("-", stenosis)

    assert before["verdicts"][-1]["verdict"]["outcome"] == "clinician_first"
    assert (before["permission"], before["plan"]["is_provisional"], len(before["course"]["slots"])) == ("hold", True, 4)
    assert (after["permission"], after["plan"]["is_provisional"], len(after["course"]["slots"])) == (
        "confirm",
        False,
        4,
    )


def test_a_forecast_is_read_with_its_caveats() -> None:
    text = " ".join(CliRunner().invoke(app, ["pathway", str(HOME / "atlas-primary-care.yaml")]).stdout.split())

    assert "Of 10 people with scores like yours, about 7 would have a gain that matters" in text
    assert "(the figure for sciatica) [not verified yet]" in text
    assert "It is not your own future." in text
    assert "It says nothing about what massage does" in text
    assert "In that time many people get better by themselves." in text


def test_whoever_is_sent_away_gets_no_forecast() -> None:
    bell = document("bell-2008")
    bell["re_screens"] = [{"on": bell["on"], "findings": {"saddle_numbness": "new"}}]

    assert pathway("-", document("bell-2008"))["forecasts"] != []
    assert pathway("-", bell)["forecasts"] == []
