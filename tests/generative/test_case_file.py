"""Can any damage to a case file bring the command line down? It answers, or names the faults, and nothing else."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ischia.cli import app
from ischia.cli.documents import read_document

CASES = Path(__file__).parents[2] / "demo" / "cases"
SOUND = [read_document(str(CASES / f"{name}.yaml")) for name in ("stenosis", "bell-2008", "pulmonary-embolism")]

scalars = (
    st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
damage = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=5
)


def places(part: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [*([path] if path else []), *(found for key, each in inner for found in places(each, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A sound case file in which one to three places hold anything, or nothing."""
    document = json.loads(json.dumps(draw(st.sampled_from(SOUND))))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(document)))
        part = document
        for key in way:
            part = part[key]
        if draw(st.booleans()):
            del part[last]
        else:
            part[last] = draw(damage)
    return document


@settings(max_examples=150, deadline=None)
@given(document=damaged())
def test_a_damaged_case_file_is_answered_or_its_faults_are_named(document: Any) -> None:
    result = CliRunner().invoke(app, ["pathway", "-"], input=json.dumps(document))

    assert result.exit_code in (0, 2), result.exception
    assert bool(result.stderr) == (result.exit_code == 2)
    assert all(": " in line for line in result.stderr.splitlines())
