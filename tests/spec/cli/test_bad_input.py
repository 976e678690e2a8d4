"""What happens when the input is bad? Exit 2, one line per fault on standard error, and never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.spec.cli.running import run

UNREADABLE: list[tuple[bytes, str]] = [
    (b"\xff\xfe\x00", "standard input: is not UTF-8 text (byte 1)."),
    (b"a: [1\nb: }", "line 2: is not YAML"),
    (b"on: 1\non: 2", "on: is written twice"),
    (b'{"on": 1, "on": 2}', "on: is written twice"),
    (b'{"on": NaN}', "document: has NaN, which is not a number."),
    (b"{1: true}", "line 1: has a key that is not text"),
    (b"[a]: true", "line 1: has a key that is not text"),
    (b"a: &a [*a]", "a: There is no field of this name."),
    (b"case: &a {title: *a}\non: 2026-01-01", "case.title"),
    (b"[" * 5000, "standard input: is nested too deeply."),
    (b"", "document: must be a mapping of names to values, not empty."),
    (b"just text", 'document: must be a mapping of names to values, not "just text".'),
    (b"x" * 2_000_001, "standard input: is larger than 2 MB."),
]


@pytest.mark.parametrize("command", ["screen", "pathway"])
@pytest.mark.parametrize(("typed", "line"), [pytest.param(*each, id=each[1][:40]) for each in UNREADABLE])
def test_a_document_that_cannot_be_read_is_named_in_one_line(command: str, typed: bytes, line: str) -> None:
    result = run(command, "-", typed=typed)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert any(said.startswith(line) for said in result.stderr.splitlines())
    assert all(": " in said for said in result.stderr.splitlines())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("screen", "nowhere.yaml"), "nowhere.yaml: cannot be read: No such file or directory."),
        (("screen", "/"), "/: cannot be read: Is a directory."),
        (("score", "nprs_lef", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("knowledge", "show", "nerve_rot"), "id: There is no record called nerve_rot. Did you mean nerve_root?"),
        (
            ("knowledge", "list", "red_flag"),
            "kind: There is no kind of record called red_flag. Did you mean red_flags?",
        ),
        (("knowledge", "check", "nowhere"), "nowhere: is not a folder."),
    ],
)
def test_names_that_do_not_exist_are_named(arguments: tuple[str, ...], line: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith(line)


@pytest.mark.parametrize(
    ("measure", "typed", "line"),
    [
        ("nprs_lef", "pain: 3", "measure: There is no measure called nprs_lef. Did you mean nprs_leg?"),
        ("nprs_leg", "pain: 11", "nprs_leg.pain: 11 is not a whole number from 0 to 10."),
        ("nprs_leg", "pian: 1", "nprs_leg.pian: no such item. Did you mean pain?"),
        ("nprs_leg", "{}", "nprs_leg: "),
        ("sbi", "leg_pain: 1", "sbi: "),
        ("nprs_leg", "{on: soon, pain: 1}", "on: soon is not a day written YYYY-MM-DD."),
        ("nprs_leg", "[1]", "document: must map items to answers, or be a case file."),
        ("psfs", "{case: {title: No scores}, on: 2026-01-01}", "measures: The case file holds no score of psfs."),
    ],
)
def test_a_form_that_cannot_be_scored_says_why(measure: str, typed: str, line: str) -> None:
    result = run("score", measure, "-", typed=typed)

    assert result.exit_code == 2
    assert result.stderr.startswith(line)


def test_broken_knowledge_is_our_own_fault_and_names_file_field_and_reason(tmp_path: Path) -> None:
    (tmp_path / "VERSION").write_text("2026.11.22\n")
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "cures.yaml").write_text("claim: Massage cures.\n")

    result = run("knowledge", "check", str(tmp_path))

    assert result.exit_code == 1
    assert "claims/cures.yaml: honest_wording: is missing" in result.stderr.splitlines()


def test_the_installed_command_never_shows_a_traceback(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"\xff\xfe")

    command = [sys.executable, "-c", "from ischia.cli import main; main()", "screen", str(broken)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr == f"{broken}: is not UTF-8 text (byte 1).\n"
