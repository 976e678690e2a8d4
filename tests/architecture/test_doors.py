"""Do neighbours come in by the door?

Each app of the clinic has one door, `api.py`; each engine has two, `api.py` (what it does) and `values.py` (what it
passes on). Import contracts cannot say "only through this module", so the imports are read here.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tree import REPOSITORY, files, imported_modules

DOORS = {"clinic": {"api"}, "pathway": {"api", "values"}}
OPEN_TO_ALL = {"shared", "stages"}


def trespasses(room: str, root: Path) -> Iterator[str]:
    """Every import, in one room, of a neighbour's module other than its door; migrations are history and may."""
    home = root / "ischia" / room
    for module in files("*.py", under=home):
        if "migrations" in module.parts:
            continue
        own = module.relative_to(home).parts[0]
        for imported in sorted(set(imported_modules(module))):
            match imported.split("."):
                case ["ischia", name, neighbour, inside, *_] if name == room and neighbour not in {own, *OPEN_TO_ALL}:
                    if is_module(home / neighbour / inside) and inside not in DOORS[room]:
                        yield f"{module.relative_to(root)} imports {imported}"


def is_module(path: Path) -> bool:
    return path.with_suffix(".py").exists() or path.is_dir()


@pytest.mark.parametrize("room", DOORS)
def test_neighbours_use_the_door(room: str) -> None:
    assert list(trespasses(room, REPOSITORY)) == []


@pytest.mark.parametrize("room", DOORS)
def test_a_neighbour_through_the_window_is_caught(room: str, tmp_path: Path) -> None:
    for app, line in {"book": f"from ischia.{room}.plan import rules", "plan": ""}.items():
        folder = tmp_path / "ischia" / room / app
        folder.mkdir(parents=True)
        (folder / "rules.py").write_text(line, encoding="utf-8")
    assert list(trespasses(room, tmp_path)) == [f"ischia/{room}/book/rules.py imports ischia.{room}.plan.rules"]


def test_every_door_says_what_it_lets_through() -> None:
    for door in files("api.py", under=REPOSITORY / "ischia"):
        assigned = [
            target.id
            for node in ast.parse(door.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        assert "__all__" in assigned, f"{door.relative_to(REPOSITORY)} has no __all__"
