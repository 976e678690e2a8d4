"""Does every link in the documentation lead somewhere?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tree import REPOSITORY, files

LINK = re.compile(
    r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|<(?:img|source|a)\s[^>]*(?:src|srcset|href)=\"([^\"]+)\""
)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("http://", "https://", "mailto:")


def links(page: Path) -> Iterator[str]:
    """Every target that the page links to or shows, outside code."""
    for match in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
        yield match[1] or match[2]


def anchors(page: Path) -> set[str]:
    """The anchors that readers of Markdown derive from headings."""
    headings = HEADING.findall(
        re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    )
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def leads_nowhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    destination = (page.parent / path).resolve() if path else page
    if not destination.exists():
        return True
    return bool(anchor) and destination.suffix == ".md" and anchor.lower() not in anchors(destination)


@pytest.mark.parametrize("page", list(files("*.md")), ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [target for target in links(page) if not target.startswith(ELSEWHERE) and leads_nowhere(page, target)]
    assert broken == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](gone.md) [c](page.md#three) `[d](code.md)`", encoding="utf-8")
    assert [target for target in links(page) if leads_nowhere(page, target)] == ["gone.md", "page.md#three"]
