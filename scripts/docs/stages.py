"""What does one stage answer, and what does its engine offer?"""

import importlib
import inspect
from collections.abc import Iterator

from ischia.pathway.stages import Stage
from scripts.docs.markdown import MADE, first_line


def stage_page(stage: Stage) -> str:
    """One stage on one page: its question, its neighbours and its door."""
    number, order = list(Stage).index(stage) + 1, list(Stage)
    before, after = order[number - 2 : number - 1], order[number : number + 1]
    neighbours = [f"after [{name}]({name}.md)" for name in before] + [f"before [{name}]({name}.md)" for name in after]
    return "\n".join(
        [
            f"# {number}. {stage.value.capitalize()}",
            MADE,
            f"\n**{stage.question}** The {number}. stage of 8, {', '.join(neighbours)}.\n",
            f"Engine: `ischia/pathway/{stage}/` · pages and rows: `ischia/clinic/{stage}/` · address: `/{stage}/` · "
            f"manual: [every situation and what comes of it](../spec/{stage}.md)\n",
            "## What the engine offers\n",
            *door_lines(stage),
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
