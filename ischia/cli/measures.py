"""Which scores of one measure does a document hold: one filled form, or all of a case file?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ischia.cli.case_file import read_case
from ischia.cli.case_schema import nearest
from ischia.knowledge.records import Instrument, InstrumentId, Knowledge
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.track.api import Score, score, version_of


def scores_in(
    measure: str, document: Any, knowledge: Knowledge, *, today: date
) -> tuple[Instrument, tuple[Score, ...]]:
    """The instrument and its scores. A filled form maps items to answers, and may carry its day as `on` and the
    version that was answered as `version`.

    Raises `BadInput` for an unknown measure, a document of neither form and answers that cannot be used, and `Refused`
    when too many answers are missing.
    """
    instrument = instrument_called(measure, knowledge)
    if not isinstance(document, dict):
        raise _bad("document", "must map items to answers, or be a case file.")
    if "case" in document:
        return instrument, _from_case(instrument, read_case(document, knowledge).scores)
    return instrument, (_from_form(instrument, document, today),)


def instrument_called(measure: str, knowledge: Knowledge) -> Instrument:
    """The measure of this id. Raises `BadInput` with the nearest id for an unknown one."""
    instrument = knowledge.instruments.get(InstrumentId(measure))
    if instrument is None:
        raise _bad("measure", f"There is no measure called {measure}.", nearest(measure, knowledge.instruments))
    return instrument


def _from_case(instrument: Instrument, scores: Iterable[Score]) -> tuple[Score, ...]:
    found = tuple(one for one in scores if one.instrument == instrument.id)
    if not found:
        raise _bad("measures", f"The case file holds no score of {instrument.id}.")
    return found


def _from_form(instrument: Instrument, document: dict[str, Any], today: date) -> Score:
    answers = {name: answer for name, answer in document.items() if name not in {"on", "version"}}
    version = document.get("version", instrument.id)
    if version not in {instrument.id, version_of(instrument)}:
        raise _bad("version", f"These are answers to {version}, and this is {version_of(instrument)}.")
    on = document.get("on")
    if on is None:
        return score(instrument, answers, on=today)
    try:
        return score(instrument, answers, on=date.fromisoformat(str(on)))
    except ValueError as error:
        raise _bad("on", f"{on} is not a day written YYYY-MM-DD.") from error


def _bad(field: str, reason: str, suggestion: str = "") -> BadInput:
    return BadInput((InputFault(field=field, reason=reason, suggestion=suggestion),))
