"""Which pages under docs/ are made from the code and the knowledge, so that they cannot grow old?

    python -m scripts.docs            write them
    python -m scripts.docs --check    say which are out of date; exit 1 when any is

`docs/stages/<stage>.md` tells what a stage answers, what its engine offers and what its manual (tests/spec) holds.
`docs/knowledge.md` lists every safety rule with its outcome, its certainty and its sources.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ischia.knowledge.load import load_knowledge
from ischia.knowledge.records import Knowledge, SafetyRule
from ischia.pathway.stages import Stage
from scripts.tools import ROOT

MADE = "<!-- Made by `make docs` from the code and the knowledge; edit those instead. -->"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: where it lies and what it must say."""
    for stage in Stage:
        yield ROOT / "docs" / "stages" / f"{stage}.md", stage_page(stage)
    yield ROOT / "docs" / "knowledge.md", knowledge_page(load_knowledge())


def stage_page(stage: Stage) -> str:
    """One stage on one page: its question, its neighbours, its door and its manual."""
    number, order = list(Stage).index(stage) + 1, list(Stage)
    before, after = order[number - 2 : number - 1], order[number : number + 1]
    neighbours = [f"after [{name}]({name}.md)" for name in before] + [f"before [{name}]({name}.md)" for name in after]
    return "\n".join(
        [
            f"# {number}. {stage.value.capitalize()}",
            MADE,
            f"\n**{stage.question}** The {number}. stage of 8, {', '.join(neighbours)}.\n",
            f"Engine: `ischia/pathway/{stage}/` · pages and rows: `ischia/clinic/{stage}/` · address: `/{stage}/`\n",
            "## What the engine offers\n",
            *door_lines(stage),
            "\n## What its manual holds\n",
            "Each line is a test in `tests/spec/` that runs with every change.\n",
            *manual_lines(ROOT / "tests" / "spec" / stage),
            "",
        ]
    )


def door_lines(stage: Stage) -> Iterator[str]:
    """Each function that the engine's door lets through, with the first sentence about it."""
    door = importlib.import_module(f"ischia.pathway.{stage}.api")
    for name in door.__all__:
        offered = getattr(door, name)
        if inspect.isfunction(offered):
            yield f"- `{name}`: {first_line(inspect.getdoc(offered))}"


def first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if text else ""


def manual_lines(folder: Path) -> Iterator[str]:
    """Each spec file's question, and below it what its tests say, in words."""
    for path in sorted(folder.glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        yield f"\n**{first_line(ast.get_docstring(module)) or path.stem}**\n"
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"- {node.name.removeprefix('test_').replace('_', ' ')}"


def knowledge_page(knowledge: Knowledge) -> str:
    """Every safety rule on one page, gravest first, so that a clinician can read what the software goes by."""
    rules = sorted(knowledge.safety_rules, key=lambda rule: (-rule.level.rank, rule.id))
    unverified = sum(not rule.backing.is_verified for rule in rules)
    return "\n".join(
        [
            "# What Ischia knows about safety",
            MADE,
            f"\n{len(rules)} rules; {unverified} of them still marked unverified: those never make a verdict milder.",
            "`ischia knowledge show ID` prints one in full.\n",
            "| Rule | Says | Outcome | Certainty | Verified | Sources |",
            "| --- | --- | --- | --- | --- | --- |",
            *map(rule_line, rules),
            "",
        ]
    )


def rule_line(rule: SafetyRule) -> str:
    backing = rule.backing
    verified = "yes" if backing.is_verified else "not yet"
    cells = (f"`{rule.id}`", rule.title, rule.level, backing.grade, verified, ", ".join(backing.evidence))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main(arguments: Sequence[str]) -> int:
    stale = [(path, text) for path, text in pages() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path, text in stale:
        print(path.relative_to(ROOT))
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in arguments:
        print("out of date: run `make docs`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
