"""How long does it take to fill in what is due? Four seconds a question and three to save a form."""

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import MOST_SECONDS, minutes_to_fill, seconds_to_fill

INSTRUMENTS = load_knowledge().instruments


@pytest.mark.parametrize(
    ("forms", "seconds", "minutes"),
    [
        pytest.param((), 0, 0, id="nothing-is-due"),
        pytest.param(("nprs_leg",), 7, 1, id="one-question"),
        pytest.param(("sbi",), 19, 1, id="four-questions"),
        pytest.param(("rmdq_24",), 99, 2, id="twenty-four-statements"),
        pytest.param(("nprs_leg", "nprs_back", "sbi", "rmdq_24", "psfs"), 147, 3, id="the-whole-start"),
        pytest.param(("nprs_leg", "nprs_back", "pgic", "sbi", "rmdq_24", "psfs"), 154, 3, id="the-whole-review"),
    ],
)
def test_questions_and_forms_are_counted_and_minutes_rounded_up(
    forms: tuple[str, ...], seconds: int, minutes: int
) -> None:
    asked = [INSTRUMENTS[InstrumentId(name)] for name in forms]

    assert (seconds_to_fill(asked), minutes_to_fill(asked)) == (seconds, minutes)


@pytest.mark.parametrize("name", [name for name, one in INSTRUMENTS.items() if one.entered_by == "client"])
def test_no_single_form_takes_three_minutes(name: InstrumentId) -> None:
    assert seconds_to_fill([INSTRUMENTS[name]]) < MOST_SECONDS
