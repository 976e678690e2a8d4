"""How is a measure that was filled in on a page read?"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ischia.clinic.treat.api import FILLED, is_tick_list
from ischia.knowledge.records import Instrument
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from ischia.pathway.track.api import version_of


def answers_from_post(posted: Mapping[str, str], instrument: Instrument) -> dict[str, int | None]:
    """The answers by item. A tick list that was filled in was seen whole; other items left blank are left out.

    Raises:
        Refused: `form_out_of_date` for answers to another version than this one.
        Refused: `form_untouched` for a tick list with no tick at all, where nobody said that nothing applies: that is
            the best score there is, and one press on Save must not give it.
    """
    if posted.get("version") != version_of(instrument):
        message = _("These questions have changed since you opened them. Please look your answers over and save again.")
        raise Refused("form_out_of_date", message, field=str(instrument.id))
    prefix = f"measure-{instrument.id}-"
    if is_tick_list(instrument):
        if not any(posted.get(prefix + name) for name in (FILLED, *(item.id for item in instrument.items))):
            message = _("Nothing is ticked. If nothing applies, tick the last box to say so.")
            raise Refused("form_untouched", message, field=str(instrument.id))
        return {item.id: int(prefix + item.id in posted) for item in instrument.items}
    given = {item.id: posted[prefix + item.id] for item in instrument.items if posted.get(prefix + item.id)}
    return {name: _whole(text, f"{instrument.id}.{name}") for name, text in given.items()}


def _whole(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput((InputFault(field=field, reason="give a whole number."),)) from None
