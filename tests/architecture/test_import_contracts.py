"""Do the import contracts hold, and does each of them bite?

A contract that nobody has seen fail may be misspelt. So every contract in pyproject.toml is breached here on purpose,
in a copy of the tree, and the breach must be caught by that contract.
"""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.tree import REPOSITORY

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """An import that must not be: `line` added to `module` breaks `contract`."""

    contract: str
    module: str
    line: str


ROOMS = "The four rooms import one way"
ENGINES = "A later stage may use an earlier one: the engines"
APPS = "A later stage may use an earlier one: the clinic"
NO_FRAMEWORK = "Reasoning knows no web framework"
COMMAND_LINE = "The command line meets the web in one module only"
PURE = "Reasoning has no clock, no chance and no input or output of its own"
TRANSLATION = "Translation for others does no network and no storage"

BREACHES = (
    Breach(contract=ROOMS, module="knowledge/criteria.py", line="import ischia.pathway.stages"),
    Breach(contract=ROOMS, module="pathway/stages.py", line="import ischia.interop"),
    Breach(contract=ROOMS, module="interop/__init__.py", line="import ischia.clinic"),
    Breach(contract=ROOMS, module="clinic/audit/apps.py", line="import ischia.config.environment"),
    Breach(contract=ROOMS, module="config/environment.py", line="import ischia.cli"),
    Breach(contract=ENGINES, module="pathway/screen/values.py", line="import ischia.pathway.decide.values"),
    Breach(contract=ENGINES, module="pathway/shared/errors.py", line="import ischia.pathway.screen.values"),
    Breach(contract=APPS, module="clinic/screen/apps.py", line="import ischia.clinic.book.apps"),
    Breach(contract=APPS, module="clinic/people/apps.py", line="import ischia.clinic.screen.apps"),
    Breach(contract=NO_FRAMEWORK, module="knowledge/criteria.py", line="import django.utils.timezone"),
    Breach(contract=NO_FRAMEWORK, module="pathway/stages.py", line="def late() -> None:\n    import psycopg"),
    Breach(contract=NO_FRAMEWORK, module="interop/__init__.py", line="from django.http import HttpResponse"),
    Breach(contract=COMMAND_LINE, module="cli/__init__.py", line="def serve() -> None:\n    import django"),
    Breach(contract=COMMAND_LINE, module="cli/__init__.py", line="import ischia.clinic.book"),
    Breach(contract=PURE, module="pathway/shared/limits.py", line="import random"),
    Breach(contract=PURE, module="pathway/book/values.py", line="from time import time"),
    Breach(contract=TRANSLATION, module="interop/__init__.py", line="import socket"),
)


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINT_IMPORTS), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    """A copy of the modules and the contracts, to be spoilt."""
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    for module in (REPOSITORY / "ischia").rglob("*.py"):
        copy = tmp_path / module.relative_to(REPOSITORY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, copy)
    return tmp_path


def contracts() -> set[str]:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


def test_every_contract_is_kept_by_the_tree_as_it_is(copied_tree: Path) -> None:
    done = lint_imports(copied_tree)
    assert done.returncode == 0, done.stdout
    assert all(f"{name} KEPT" in done.stdout for name in contracts())


def test_every_contract_is_breached_by_some_test_below() -> None:
    assert contracts() == {breach.contract for breach in BREACHES}


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.module}: {breach.line.split()[-1]}")
def test_a_deliberate_breach_is_caught_by_its_contract(breach: Breach, copied_tree: Path) -> None:
    module = copied_tree / "ischia" / breach.module
    module.write_text(f"{module.read_text(encoding='utf-8')}\n{breach.line}\n", encoding="utf-8")
    done = lint_imports(copied_tree)
    assert done.returncode == 1, done.stdout
    assert f"{breach.contract} BROKEN" in done.stdout
