"""What does the command line say changed between two sets of knowledge: which records, and whose verdict?"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ischia.cli import revision
from ischia.cli.comparing import fitting
from ischia.knowledge import load_knowledge
from ischia.knowledge.load import HOME
from ischia.pathway.shared.findings import Findings
from tests.spec.cli.running import answer, run
from tests.support.people import well_person

SADDLE = Path("red_flags") / "rf01_saddle_numbness.yaml"
IRRITABLE = Path("contraindications") / "ci31_irritable_leg_pain.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged knowledge that a test may change."""
    copy = tmp_path / "knowledge"
    shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "schema", "records"))
    return copy


def change(folder: Path, file: Path, edit: Callable[[str], str]) -> None:
    path = folder / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")


def compared(old: Path, new: Path, people: int = 100) -> Any:
    return answer("knowledge", "diff", str(old), str(new), "--people", str(people))


def test_the_same_set_changes_nothing(folder: Path) -> None:
    comparison = compared(HOME, folder)

    assert comparison["before"] == comparison["after"]
    assert (comparison["people"], comparison["moved"], comparison["limits_changed"]) == (200, 0, 0)
    assert comparison["records"] == {}
    assert "Records (0 changed)" in run("knowledge", "diff", str(HOME), str(folder), "--people", "5").stdout


def test_a_rule_made_milder_is_named_with_the_people_it_lets_through(folder: Path) -> None:
    change(folder, IRRITABLE, lambda text: text.replace("level: limits", "level: clear"))

    comparison = compared(HOME, folder)

    assert comparison["records"] == {
        "contraindications": {"added": [], "removed": [], "changed": {"ci31_irritable_leg_pain": ["level"]}}
    }
    assert comparison["milder"] == comparison["moved"] > 0
    assert "limits" in {move["before"] for move in comparison["moves"]}
    said = run("knowledge", "diff", str(HOME), str(folder), "--people", "100").stdout
    assert "Milder: look at these first" in said


def test_a_rule_taken_away_is_told_by_those_who_brought_its_signs(folder: Path) -> None:
    (folder / IRRITABLE).unlink()

    comparison = compared(HOME, folder)

    assert comparison["records"]["contraindications"]["removed"] == ["ci31_irritable_leg_pain"]
    lost = [move for move in comparison["moves"] if move["rules_lost"] == ["ci31_irritable_leg_pain"]]
    assert lost
    assert all(move["is_milder"] and move["example"] for move in lost)


def test_a_rule_made_graver_is_no_milder_verdict(folder: Path) -> None:
    change(folder, IRRITABLE, lambda text: text.replace("level: limits", "level: clinician_first"))

    comparison = compared(HOME, folder)

    assert comparison["moved"] > 0
    assert comparison["milder"] == 0


def test_answers_that_a_set_does_not_know_are_left_out_for_it() -> None:
    known = load_knowledge()
    person = well_person(known).with_answers({"hiccups": True, "age": 45, "leg_pain_side": "upper"})

    left = fitting(person, known)

    assert "hiccups" not in left
    assert "leg_pain_side" not in left
    assert left["age"] == 45
    assert isinstance(left, Findings)


def test_a_git_revision_stands_for_the_set_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> None:
        own = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(folder), *own, *arguments], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "as it was")
    (folder / SADDLE).unlink()
    monkeypatch.setattr(revision, "HOME", folder)

    was = revision.knowledge_of("HEAD")

    assert was.version == load_knowledge().version
    assert "rf01_saddle_numbness" in was.red_flags


@pytest.mark.parametrize("name", ["nowhere", "--output=x", ""])
def test_what_is_neither_a_folder_nor_a_revision_is_refused(name: str) -> None:
    result = run("knowledge", "diff", "--", name)

    assert result.exit_code == 2
    assert "is neither a folder nor a git revision of the knowledge." in result.stderr
