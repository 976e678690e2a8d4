"""Whoever follows every link of the demo clinic comes to whole pages only: each answers, is valid, and asks little."""

import json
import subprocess
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.integration.demo.conftest import SUNDAY
from tests.support.crawling import FIRST_PAGES, VISITOR, Seen, walks_of_the_demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

CLIENTS = 12
CHECKER = Path(__file__).parents[3] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture
def pages(settings: Settings) -> dict[str, tuple[Seen, ...]]:
    """What each kind of person comes to."""
    settings.ISCHIA_CLINIC = "forth"
    return walks_of_the_demo(SUNDAY)


def test_every_page_that_links_lead_to_answers_and_is_valid_html(
    pages: dict[str, tuple[Seen, ...]], tmp_path: Path
) -> None:
    assert {role for role, seen in pages.items() if len(seen) > 5} == {*FIRST_PAGES, VISITOR}  # nobody got stuck
    assert [(role, page.address) for role, seen in pages.items() for page in seen if page.status != 200] == []
    assert faults([page for seen in pages.values() for page in seen], tmp_path) == []


def faults(pages: list[Seen], folder: Path) -> list[str]:
    """What the Nu HTML Checker holds against the pages, with the route of each."""
    for number, page in enumerate(pages):
        (folder / f"{number}.html").write_text(page.html)
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--exit-zero-always", "--format", "json", str(folder)]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)
    return sorted(
        {f"{pages[int(Path(one['url']).stem)].route}: {one['message']}: {one['extract']}" for one in report["messages"]}
    )
