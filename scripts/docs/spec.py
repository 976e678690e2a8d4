"""What does the manual say: which situations are written down for each stage, and what comes of each?

Every page is read from the tests in `tests/spec/`: a test's name is a sentence, its table of values is a table here.
Nothing is run; the tests themselves hold with every change.
"""

import importlib
import inspect
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from ischia.pathway.screen.api import Outcome
from ischia.pathway.stages import Stage
from scripts.docs.markdown import MADE, first_line, table
from scripts.docs.readable import plain, readable
from scripts.tools import ROOT

SPEC = ROOT / "tests" / "spec"
BESIDE_THE_STAGES = {
    "shared": "What all stages share: logic in three values, findings, limits",
    "case_file": "Case files: one person in one document",
    "cases": "The demo cases from end to end",
    "ical": "Calendar files",
    "cli": "The command line",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What one parametrisation holds: the names of its values, and each case with its own name, if it has one."""

    names: tuple[str, ...]
    cases: tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One test as the manual shows it."""

    sentence: str
    about: str
    tables: tuple[Table, ...]

    @property
    def count(self) -> int:
        """How many cases it runs: every row of one table with every row of the others."""
        total = 1
        for each in self.tables:
            total *= len(each.cases)
        return total


@dataclass(frozen=True, slots=True)
class Chapter:
    """One spec file."""

    path: Path
    question: str
    tests: tuple[Test, ...]

    @property
    def count(self) -> int:
        return sum(test.count for test in self.tests)


def spec_pages() -> Iterator[tuple[str, str]]:
    """The name and text of each page: an overview, one page per stage, and what stands beside the stages."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    titles = {stage.value: f"{stage.value.capitalize()}: {stage.question}" for stage in Stage} | BESIDE_THE_STAGES
    manual = {name: chapters_of(name) for name in titles if (SPEC / name).is_dir()}
    yield "README", _overview(manual, titles)
    for name, chapters in manual.items():
        yield name, _page(titles[name], chapters)


def _overview(manual: dict[str, tuple[Chapter, ...]], titles: dict[str, str]) -> str:
    counts = {name: sum(chapter.count for chapter in chapters) for name, chapters in manual.items()}
    verdicts = verdicts_stated(manual["screen"])
    return "\n".join(
        [
            "# The manual, as the spec tests state it",
            MADE,
            f"\n{sum(counts.values())} cases; each is a test in `tests/spec/` that runs with every change.\n",
            *table(("Part", "Cases"), ((f"[{titles[name]}]({name}.md)", str(n)) for name, n in counts.items())),
            f"\nOf the cases of the safety check, {sum(verdicts.values())} state a verdict:\n",
            *table(("Verdict", "Cases"), ((plain(outcome), str(verdicts[outcome])) for outcome in Outcome)),
            "",
        ]
    )


def verdicts_stated(chapters: tuple[Chapter, ...]) -> Counter[Outcome]:
    """How many cases name each outcome. A case that names several, such as a border, is not counted."""
    tables = [each for chapter in chapters for test in chapter.tests for each in test.tables]
    named = [[value for value in values if isinstance(value, Outcome)] for each in tables for _, values in each.cases]
    return Counter(outcomes[0] for outcomes in named if len(outcomes) == 1)


def _page(title: str, chapters: tuple[Chapter, ...]) -> str:
    lines = [f"# {title}", MADE, "\n[All parts of the manual](README.md)"]
    for chapter in chapters:
        lines += [f"\n## {chapter.question}\n", f"`{chapter.path.relative_to(ROOT)}`, {chapter.count} cases."]
        for test in chapter.tests:
            lines += _test_lines(test)
    return "\n".join([*lines, ""])


def _test_lines(test: Test) -> Iterator[str]:
    yield f"\n**{test.sentence}**{f' {test.about}' if test.about else ''}"
    for each in test.tables:
        yield ""
        yield from _table_lines(each)


def _table_lines(shown: Table) -> Iterator[str]:
    is_named = any(name for name, _ in shown.cases)
    headings = (*(("case",) if is_named else ()), *map(plain, shown.names))
    rows = ((*((name,) if is_named else ()), *map(readable, values)) for name, values in shown.cases)
    yield from table([heading.replace("_", " ").capitalize() for heading in headings], rows)


def chapters_of(part: str) -> tuple[Chapter, ...]:
    """The spec files of one part, read from their tests."""
    return tuple(_chapters(SPEC / part))


def _chapters(folder: Path) -> Iterator[Chapter]:
    for path in sorted(folder.glob("test_*.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        question = first_line(inspect.getdoc(module)) or path.stem
        yield Chapter(path, question, tuple(_tests(module)))


def _tests(module: ModuleType) -> Iterator[Test]:
    for name, function in vars(module).items():
        if name.startswith("test_") and isinstance(function, FunctionType) and function.__module__ == module.__name__:
            sentence = name.removeprefix("test_").replace("_", " ")
            marks = reversed(getattr(function, "pytestmark", []))
            tables = tuple(_table(mark) for mark in marks if mark.name == "parametrize")
            yield Test(f"{sentence[0].upper()}{sentence[1:]}.", first_line(function.__doc__), tables)


def _table(mark: Any) -> Table:
    names, given = mark.args[0], list(mark.args[1])
    names = tuple(each.strip() for each in names.split(",")) if isinstance(names, str) else tuple(names)
    return Table(names, tuple(_case(each, len(names), _given_id(mark, index)) for index, each in enumerate(given)))


def _given_id(mark: Any, index: int) -> str:
    ids = mark.kwargs.get("ids")
    return "" if ids is None or callable(ids) else str(list(ids)[index])


def _case(given: Any, width: int, name: str) -> tuple[str, tuple[Any, ...]]:
    """One case: `pytest.param` carries its own name."""
    if hasattr(given, "values") and hasattr(given, "marks"):
        return plain(str(given.id or name)).replace("-", " "), tuple(given.values)
    return plain(name).replace("-", " "), tuple(given) if width > 1 else (given,)
