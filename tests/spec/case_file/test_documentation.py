"""Does docs/case-file.md tell the truth? Its files are written and every command on it is run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ischia.cli import app

PAGE = Path(__file__).parents[3] / "docs" / "case-file.md"
ELISION = "..."


def fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


def shown_commands() -> Iterator[tuple[str, list[str]]]:
    """Each command on the page with the lines that the page shows below it."""
    for block in fenced("console"):
        for part in block.split("$ ")[1:]:
            command, *lines = part.splitlines()
            yield command, lines


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for block in fenced("yaml"):
        (tmp_path / block.splitlines()[0].removeprefix("# ")).write_text(block, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("command", "lines"), [pytest.param(*each, id=each[0]) for each in shown_commands()])
def test_the_page_shows_what_the_command_says(command: str, lines: list[str]) -> None:
    said = CliRunner().invoke(app, shlex.split(command)[1:]).output.splitlines()

    assert_in_order(lines, said)


def assert_in_order(shown: list[str], said: list[str]) -> None:
    """Every shown line is said, in this order; without an elision nothing else is said."""
    rest = iter(said)
    for line in shown:
        assert line == ELISION or line in rest
    if ELISION not in shown:
        assert shown == said
