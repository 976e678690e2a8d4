"""How do the tests of the command line run it?"""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from ischia.cli import app

CASES = Path(__file__).parents[3] / "demo" / "cases"
BELL = str(CASES / "bell-2008.yaml")
STENOSIS = str(CASES / "stenosis.yaml")
YANG = str(CASES / "yang-2017.yaml")


def run(*arguments: str, typed: str | bytes | None = None) -> Result:
    """The result of one command, with what it said on each stream."""
    return CliRunner().invoke(app, list(arguments), input=typed)


def answer(*arguments: str, typed: str | bytes | None = None) -> Any:
    """The JSON document that a command answers with."""
    result = run(*arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
