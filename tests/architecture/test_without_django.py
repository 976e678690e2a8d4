"""Do the engines and the command line work where only `pip install ischia` was done, without the web?

The package is installed, at the locked versions, into an empty environment; Django must be absent there, and the manual
(`tests/spec`) must pass all the same. Packages come from the registry or its cache.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.tools import bring_uv
from tests.support.tree import REPOSITORY

CASE = "demo/cases/bell-2008.yaml"
# One environment for all tests below, not one per worker.
pytestmark = pytest.mark.xdist_group("without-django")
COPIED = (
    "pyproject.toml",
    "tests/conftest.py",
    "tests/support",
    "tests/spec",
    "demo/cases",
    "docs/case-file.md",
    "docs/case-file.schema.json",
)


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with an environment that has Ischia without extras, the spec tests and the demo cases; no source."""
    home = tmp_path_factory.mktemp("without-django")
    uv = bring_uv()
    constraints, python = home / "constraints.txt", home / "environment" / "bin" / "python"
    install = (uv, "pip", "install", "--quiet", "--python", python, "--constraints", constraints)
    everything = ("--all-groups", "--all-extras")
    steps = [
        (uv, "export", "--quiet", "--frozen", "--no-hashes", *everything, "--no-emit-project", "-o", constraints),
        (uv, "venv", "--quiet", "--python", sys.executable, home / "environment"),
        (*install, "--refresh-package", "ischia", f"{REPOSITORY}[repair]"),
        (*install, "--group", f"{REPOSITORY / 'pyproject.toml'}:spec"),
    ]
    for step in steps:
        done = run(*step, cwd=REPOSITORY)
        assert done.returncode == 0, done.stderr
    for name in COPIED:
        source, copy = REPOSITORY / name, home / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    return home


def in_environment(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(home / "environment" / "bin" / program, *arguments, cwd=home)


def test_django_is_absent(home: Path) -> None:
    assert in_environment(home, "python", "-c", "import ischia.pathway, ischia.interop").returncode == 0
    done = in_environment(home, "python", "-c", "import django")
    assert "ModuleNotFoundError: No module named 'django'" in done.stderr


def test_the_installed_package_is_the_one_that_runs(home: Path) -> None:
    where = in_environment(home, "python", "-c", "import ischia; print(ischia.__file__)").stdout
    assert where.startswith(str(home / "environment"))


def test_the_findings_can_be_listed(home: Path) -> None:
    done = in_environment(home, "ischia", "findings", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) > 0


def test_a_case_can_be_screened(home: Path) -> None:
    done = in_environment(home, "ischia", "screen", CASE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_web_says_what_is_missing(home: Path) -> None:
    done = in_environment(home, "ischia", "serve")
    assert done.returncode != 0
    assert "clinic" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_spec_passes(home: Path) -> None:
    done = in_environment(home, "python", "-m", "pytest", "tests/spec", "--quiet", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
