"""Does who knows the stage know the folder? The eight stages carry the same names everywhere."""

import pytest

from ischia.pathway.stages import Stage
from tests.support.tree import REPOSITORY

NAMES = [stage.value for stage in Stage]


def test_there_are_the_eight_stages_in_order() -> None:
    assert NAMES == ["screen", "assess", "plan", "match", "book", "treat", "track", "decide"]


@pytest.mark.parametrize("folder", ["ischia/pathway", "ischia/clinic", "tests/spec"])
@pytest.mark.parametrize("stage", NAMES)
def test_each_stage_has_its_folder(folder: str, stage: str) -> None:
    assert (REPOSITORY / folder / stage).is_dir(), f"{folder}/{stage} is missing"


@pytest.mark.parametrize("stage", NAMES)
def test_each_stage_is_told_in_the_docs(stage: str) -> None:
    assert (REPOSITORY / "docs" / "stages" / f"{stage}.md").is_file()


@pytest.mark.parametrize("stage", NAMES)
def test_each_stage_engine_answers_the_question_of_the_stage(stage: str) -> None:
    door = REPOSITORY / "ischia" / "pathway" / stage / "api.py"
    assert door.is_file(), f"the engine of {stage} has no door"
