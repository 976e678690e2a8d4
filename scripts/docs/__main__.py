"""Write the pages that are made, or say which are out of date.

    python -m scripts.docs            write them, and remove what is no longer made
    python -m scripts.docs --check    say which are out of date; exit 1 when any is

`docs/stages/` tells what each stage answers and offers, `docs/spec/` holds the manual as the spec tests state it,
`docs/rules/` has a page for every rule with its sources, and `docs/knowledge.md` lists them all.
`docs/question-counts.md` tells how long the safety check is.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ischia.knowledge.load import load_knowledge
from ischia.pathway.stages import Stage
from scripts.docs.question_counts import question_counts_page
from scripts.docs.rules import knowledge_page, rule_pages
from scripts.docs.spec import spec_pages
from scripts.docs.stages import stage_page
from scripts.tools import ROOT

HOME = ROOT / "docs"
OWN_FOLDERS = ("stages", "spec", "rules")
"""Folders that hold nothing but made pages."""


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: where it lies and what it must say."""
    knowledge = load_knowledge()
    for stage in Stage:
        yield HOME / "stages" / f"{stage}.md", stage_page(stage)
    for name, text in spec_pages():
        yield HOME / "spec" / f"{name}.md", text
    for name, text in rule_pages(knowledge):
        yield HOME / "rules" / f"{name}.md", text
    yield HOME / "knowledge.md", knowledge_page(knowledge)
    yield HOME / "question-counts.md", question_counts_page(knowledge)


def main(arguments: Sequence[str]) -> int:
    made = dict(pages())
    gone = [path for name in OWN_FOLDERS for path in sorted((HOME / name).glob("*.md")) if path not in made]
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in (*stale, *gone):
        print(path.relative_to(ROOT))
    if "--check" in arguments:
        if stale or gone:
            print("out of date: run `make docs`")
        return 1 if stale or gone else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
    for path in gone:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
