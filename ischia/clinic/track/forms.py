"""How is a measure that was filled in on a page read?"""

from collections.abc import Mapping

from ischia.clinic.treat.api import is_tick_list
from ischia.knowledge.records import Instrument
from ischia.pathway.shared.errors import BadInput, InputFault


def answers_from_post(posted: Mapping[str, str], instrument: Instrument) -> dict[str, int | None]:
    """The answers by item. A tick list that was sent was seen whole; other items left blank are left out."""
    prefix = f"measure-{instrument.id}-"
    if is_tick_list(instrument):
        return {item.id: int(prefix + item.id in posted) for item in instrument.items}
    given = {item.id: posted[prefix + item.id] for item in instrument.items if posted.get(prefix + item.id)}
    return {name: _whole(text, f"{instrument.id}.{name}") for name, text in given.items()}


def _whole(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput((InputFault(field=field, reason="give a whole number."),)) from None
