"""What makes a change trustworthy, and what came of each check?

    python -m scripts.checks check                       what needs no test run
    python -m scripts.checks test --waive "NAME ..."     all of it

Every check runs even when an earlier one failed; a summary of all of them ends the run. A check that cannot run because
PostgreSQL or Chromium cannot be had fails the run, unless it is waived by name. A waiver never hides a check that ran.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from scripts.postgres import stop_in_order_when_told, temporary_server
from scripts.services import bring_chromium
from scripts.tools import ROOT, CannotBring

PROGRAMS = Path(sys.executable).parent
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "ischia.config.settings.test"}
PRODUCTION_SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "ischia.config.settings.production",
    "ISCHIA_SECRET_KEY": "only-to-read-the-settings-once-3f9b1c7a5d2e8046-and-never-to-serve",
    "ISCHIA_ALLOWED_HOSTS": "clinic.example",
    "ISCHIA_EMAIL_HOST": "mail.example",
}

Environment = dict[str, str]


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "FAILED"
    COULD_NOT_RUN = "COULD NOT RUN"
    WAIVED = "WAIVED, NOT RUN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One named check: a command, what it adds to the environment, and what must be brought first."""

    name: str
    command: tuple[str, ...]
    environment: Environment = field(default_factory=dict)
    needs: Callable[[ExitStack], Environment] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one check, in how many seconds; `reason` says why it could not run."""

    name: str
    outcome: Outcome
    seconds: float
    reason: str = ""


def needs_postgresql(stack: ExitStack) -> Environment:
    return {"ISCHIA_DATABASE_URL": stack.enter_context(temporary_server())}


def needs_chromium(_stack: ExitStack) -> Environment:
    return {"ISCHIA_CHROMIUM": str(bring_chromium())}


def pytest(folder: str, *options: str) -> tuple[str, ...]:
    return ("pytest", f"tests/{folder}", "--quiet", *options)


STATIC_CHECKS = (
    Check(name="lint", command=("ruff", "check", "--quiet")),
    Check(name="format", command=("ruff", "format", "--check", "--quiet")),
    Check(name="templates", command=("djlint", "ischia", "--lint", "--quiet")),
    Check(name="types", command=("mypy",)),
    Check(name="contracts", command=("lint-imports",)),
    Check(name="knowledge", command=("ischia", "knowledge", "check")),
    Check(name="docs", command=("python", "-m", "scripts.docs", "--check")),
    Check(name="security", command=("bandit", "--quiet", "--recursive", "ischia", "--configfile", "pyproject.toml")),
    Check(
        name="deploy",
        command=("python", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"),
        environment=PRODUCTION_SETTINGS,
    ),
    Check(
        name="migrations",
        command=("python", "-m", "django", "makemigrations", "--check", "--dry-run"),
        environment=TEST_SETTINGS,
    ),
)

TEST_CHECKS = (
    Check(name="spec", command=pytest("spec")),
    Check(name="knowledge-tests", command=pytest("knowledge")),
    Check(name="generative", command=pytest("generative", "-n", "2")),
    Check(name="architecture", command=pytest("architecture", "-n", "2", "--dist", "loadgroup")),
    Check(name="sqlite", command=pytest("integration", "-n", "2")),
    Check(name="postgresql", command=pytest("integration", "-n", "2"), needs=needs_postgresql),
    Check(name="journeys", command=pytest("journeys", "-n", "2", "--dist", "loadfile"), needs=needs_chromium),
)

SUITES = {"check": STATIC_CHECKS, "test": STATIC_CHECKS + TEST_CHECKS}


def run_check(check: Check, waived: frozenset[str]) -> Result:
    """Bring what the check needs, run it, and say how it ended."""
    print(f"\n== {check.name}: {' '.join(check.command)}", flush=True)
    started = time.monotonic()
    reason = ""
    with ExitStack() as stack:
        try:
            extra = check.needs(stack) if check.needs else {}
        except CannotBring as fault:
            reason = str(fault)
            outcome = Outcome.WAIVED if check.name in waived else Outcome.COULD_NOT_RUN
            print(reason, flush=True)
        else:
            passed = run_command(check.command, check.environment | extra)
            outcome = Outcome.PASSED if passed else Outcome.FAILED
    return Result(name=check.name, outcome=outcome, seconds=time.monotonic() - started, reason=reason)


def run_command(command: Sequence[str], extra: Environment) -> bool:
    """Run one program of this environment from the root of the repository; true when it exits with 0."""
    environment = os.environ | extra | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    program = PROGRAMS / command[0]
    return subprocess.run([str(program), *command[1:]], cwd=ROOT, env=environment, check=False).returncode == 0


def summary(results: Iterable[Result]) -> str:
    """One line per check, then what was waived or could not run, by name."""
    lines = [f"  {result.name:<16} {result.outcome:<16} {result.seconds:6.1f} s" for result in results]
    lines += [f"  {result.name}: {result.reason}" for result in results if result.reason]
    return "\n".join(lines)


def succeeded(results: Iterable[Result]) -> bool:
    """True when every check passed or was waived by name."""
    return all(result.outcome in {Outcome.PASSED, Outcome.WAIVED} for result in results)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.checks")
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("--waive", default="", help="names of checks that may be missing on this machine")
    parser.add_argument("--only", default="", help="names of the checks to run, all when empty")
    options = parser.parse_args(arguments)
    checks = SUITES[options.suite]
    waived, only = frozenset(options.waive.split()), frozenset(options.only.split())
    unknown = (waived | only) - {check.name for check in checks}
    if unknown:
        parser.error(f"no such check: {', '.join(sorted(unknown))}; there are: {', '.join(c.name for c in checks)}")
    results = [run_check(check, waived) for check in checks if not only or check.name in only]
    print(f"\n== {options.suite}\n{summary(results)}")
    print(f"\n{options.suite}: {'passed' if succeeded(results) else 'FAILED'}")
    return 0 if succeeded(results) else 1


if __name__ == "__main__":
    stop_in_order_when_told()
    sys.exit(main(sys.argv[1:]))
