"""What does an owner hear of a registration that is not well: run out, soon to run out, never looked up, missing?"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.people.api import Holds, Registration, holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One warning: how loud, and in words."""

    tone: str
    text: str


def warning_for(registration: Registration | None, today: date) -> Warned | None:
    """What to say about it; None when all is well. `None` stands for a therapist without any."""
    if registration is None:
        return Warned(tone="warn", text=_("No registration: nobody can book"))
    how = holds(registration, today)
    if how is Holds.GOOD:
        return None
    if how is Holds.UNCHECKED:
        return Warned(tone="warn", text=_("Not looked up yet: nobody can book"))
    if how is Holds.EXPIRED:
        since = date_format(registration.expires_on, "j M Y")
        return Warned(tone="warn", text=_("Ran out on %(day)s: nobody can book") % {"day": since})
    left = (registration.expires_on - today).days
    if left == 0:
        return Warned(tone="warn", text=_("Runs out today"))
    said = ngettext("Runs out in %(days)d day", "Runs out in %(days)d days", left) % {"days": left}
    return Warned(tone="warn" if how is Holds.VERY_SOON else "care", text=said)
