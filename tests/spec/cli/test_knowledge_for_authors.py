"""What does the command line do for those who write rules? Check, start a file, explain a case, look for gaps."""

import shutil
from pathlib import Path

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.kinds import KINDS
from ischia.knowledge.load import HOME
from tests.spec.cli.running import BELL, YANG, answer, run

DRAFT = "red_flags/leg_pain_of_nine.yaml"
FINISHED = """\
origin: RF38
title: Leg pain of nine or ten
level: urgent
when: {finding: leg_pain_intensity, at_least: 9}
say: {client: See a doctor today., therapist: Stop., clinician: Very severe leg pain.}
backing:
  evidence: [PRACTICE]
  standing: recalled
  confidence: sure
  grade: consensus
  reviewed_on: 2026-11-22
  reviewer: a clinician
cases:
  - {name: nine, findings: {leg_pain_intensity: 9}, expect: fires}
  - {name: eight, findings: {leg_pain_intensity: 8}, expect: does_not_fire}
  - {name: not asked, findings: {}, expect: undecided}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged knowledge that a test may change."""
    copy = tmp_path / "knowledge"
    shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "schema"))
    return copy


def faults(folder: Path) -> list[str]:
    result = run("knowledge", "check", str(folder))
    assert result.exit_code in (0, 1), result.output
    return result.stderr.splitlines()


def test_the_packaged_set_has_every_row_and_no_review_overdue_on_the_day_it_was_made() -> None:
    said = " ".join(run("knowledge", "check", "--on", "2026-11-22").stdout.split())

    assert "All 86 rows of the fact base are accounted for" in said
    assert "No review is overdue." in said


@pytest.mark.parametrize(
    ("on", "overdue"), [("2027-11-21", []), ("2027-11-22", []), ("2027-11-23", ["rf01_saddle_numbness"])]
)
def test_a_review_is_overdue_the_day_after_a_year(folder: Path, on: str, overdue: list[str]) -> None:
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("reviewed_on: 2026", "reviewed_on: 2036"), encoding="utf-8")
    rule = folder / "red_flags" / "rf01_saddle_numbness.yaml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("reviewed_on: 2036-11-22", "reviewed_on: 2026-11-22"), encoding="utf-8")

    checked = answer("knowledge", "check", str(folder), "--on", on)

    assert [each["id"] for each in checked["overdue"]] == overdue


def test_an_overdue_review_is_reported_and_is_no_fault() -> None:
    result = run("knowledge", "check", "--on", "2030-01-01")

    assert result.exit_code == 0
    assert "reviews are overdue" in result.stdout


def test_a_row_left_out_of_rules_and_register_is_refused(folder: Path) -> None:
    (folder / "red_flags" / "rf01_saddle_numbness.yaml").unlink()
    (folder / "rows_without_rule" / "RF17.yaml").unlink()

    reason = "is neither the origin of a rule nor in rows_without_rule with its reason"
    assert faults(folder) == [f"register: RF01: {reason}", f"register: RF17: {reason}"]


def test_a_rule_whose_row_is_said_to_be_no_rule_is_refused(folder: Path) -> None:
    entry = folder / "rows_without_rule" / "RF01.yaml"
    entry.write_text("{row: RF01, says: x, reason: y, kept_by: z}", encoding="utf-8")

    assert faults(folder) == [
        "rows_without_rule/RF01.yaml: row: RF01 is the origin of a rule; say which part of it is none"
    ]


def test_a_case_that_comes_out_otherwise_is_refused(folder: Path) -> None:
    rule = folder / "red_flags" / "rf26_limb_ischaemia.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("is: true", "is: false"), encoding="utf-8")

    assert any("expected fires, got does_not_fire" in fault for fault in faults(folder))


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_new_file_is_refused_until_it_is_filled_in(folder: Path, kind: str) -> None:
    id = {"evidence": "S999", "rows_without_rule": "RF99"}.get(kind, "brand_new")

    assert answer("knowledge", "new", kind, id, "--folder", str(folder))["file"].endswith(f"{id}.yaml")
    named = faults(folder)

    assert named
    assert all(f"/{id}.yaml: " in fault and "None" not in fault for fault in named), named
    assert any("is still empty" in fault for fault in named)


def test_a_new_rule_names_each_empty_field_once_and_what_may_stand_there(folder: Path) -> None:
    run("knowledge", "new", "red_flags", "leg_pain_of_nine", "--folder", str(folder))

    named = faults(folder)

    assert len(named) == len(set(named))
    assert f"{DRAFT}: level: is still empty: one of clear, limits, clinician_first, urgent, emergency" in named
    assert f"{DRAFT}: origin: is still empty: the row of the fact base, such as RF09 or CI26" in named
    assert f"{DRAFT}: when: is still empty" in " ".join(named)


def test_a_new_rule_that_is_filled_in_passes(folder: Path) -> None:
    run("knowledge", "new", "red_flags", "leg_pain_of_nine", "--folder", str(folder))
    (folder / DRAFT).write_text(FINISHED, encoding="utf-8")

    assert faults(folder) == []


def test_a_rule_that_adds_nothing_is_refused_with_an_example(folder: Path) -> None:
    shadowed = FINISHED.replace("leg_pain_intensity, at_least: 9", "cold_pale_leg, is: true")
    shadowed = shadowed.replace("leg_pain_intensity: 9", "cold_pale_leg: true")
    shadowed = shadowed.replace("leg_pain_intensity: 8", "cold_pale_leg: false")
    (folder / DRAFT).write_text(shadowed, encoding="utf-8")

    (said,) = faults(folder)
    assert "with cold_pale_leg yes: rf26_limb_ischaemia already says as much whenever it fires" in said


def test_a_file_that_is_there_is_never_overwritten(folder: Path) -> None:
    (folder / DRAFT).write_text(FINISHED, encoding="utf-8")

    result = run("knowledge", "new", "red_flags", "leg_pain_of_nine", "--folder", str(folder))

    assert result.exit_code == 2
    assert "is there already; nothing was written." in result.stderr
    assert (folder / DRAFT).read_text(encoding="utf-8") == FINISHED


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "red_flag", "x"), "kind: There is no kind of record called red_flag. Did you mean red_flags?"),
        (("new", "red_flags", "Cold feet"), "id: Cold feet cannot be an id here"),
        (("new", "red_flags", "../x"), "id: ../x cannot be an id here"),
        (("new", "red_flags", "x", "--folder", "/nowhere"), "/nowhere: is not a folder."),
        (("check", "--on", "soon"), "--on: soon is not a date written YYYY-MM-DD."),
        (("coverage", "/nowhere"), "/nowhere: is not a folder."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    result = run("knowledge", *arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith(said)


def test_explain_answers_for_every_safety_rule_once() -> None:
    rules = answer("knowledge", "explain", BELL)["rules"]

    assert sorted(each["rule"] for each in rules) == sorted(rule.id for rule in load_knowledge().safety_rules)
    assert all(bool(each["decided_by"]) is (each["answer"] in ("fired", "did_not_fire")) for each in rules)
    assert all(bool(each["missing"]) is (each["answer"] in ("open", "waits_for_examination")) for each in rules)


def test_explain_names_what_fired_and_why_as_the_verdict_does() -> None:
    explained = answer("knowledge", "explain", YANG)["rules"]
    verdict = answer("screen", YANG)

    fired = {each["rule"]: each["decided_by"] for each in explained if each["answer"] == "fired"}
    assert fired
    assert fired == {reason["rule"]: reason["findings_used"] for reason in verdict["reasons"]}


def test_explain_reads_well_for_people() -> None:
    said = run("knowledge", "explain", YANG).stdout

    assert said.index("Fired (") < said.index("Did not fire (")
    assert "Because: " in said


def test_coverage_names_what_nothing_uses(folder: Path) -> None:
    finding = "{section: findings, kind: boolean, label: X, ask_client: X?, ask_therapist: X.}"
    (folder / "findings" / "hiccups.yaml").write_text(finding, encoding="utf-8")
    (folder / "evidence" / "S999.yaml").write_text("{citation: A, location: B, kind: web, standing: read}")

    gaps = answer("knowledge", "coverage", str(folder))

    assert "hiccups" in gaps["unused_findings"]
    assert "S999" in gaps["uncited_evidence"]
    assert gaps["claims_not_shown"] == []


def test_a_finding_that_only_a_scheme_beside_a_pattern_counts_is_used() -> None:
    unused = answer("knowledge", "coverage")["unused_findings"]

    assert {"single_root_distribution", "sshq_numb_soles"}.isdisjoint(unused)


def test_coverage_tells_which_rules_only_an_examination_can_make_fire() -> None:
    gaps = answer("knowledge", "coverage")

    assert gaps["rules_without_question"]["rf24_wells"] == ["wells_dvt_score"]
    assert "rf01_saddle_numbness" not in gaps["rules_without_question"]
    assert "Rules that no question reaches" in run("knowledge", "coverage").stdout


def test_nothing_is_asked_that_decides_nothing() -> None:
    assert answer("knowledge", "coverage")["asked_in_vain"] == []
