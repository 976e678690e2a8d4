"""What do we ask of somebody who waits, and how is it read?"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.forms import WEEKDAYS
from ischia.clinic.book.models import Session
from ischia.clinic.book.waitlist.joining import HALF_DAYS, WaitWishes
from ischia.clinic.people.api import Episode, therapists_of
from ischia.clinic.places.api import places_of

Choice = tuple[str, str, bool]
"""What a page shows of one thing to tick: its value, its label, whether it is ticked."""

USUALLY = timedelta(days=28)
HALF_DAY_LABELS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}


class JoinForm(forms.Form):
    """Wishes of somebody who waits. Nothing ticked means anything would do."""

    instead_of = forms.ChoiceField(label=_("What are you waiting for?"), required=False)
    therapists = forms.MultipleChoiceField(label=_("With whom?"), required=False)
    place = forms.ChoiceField(label=_("Where?"), required=False)
    windows = forms.MultipleChoiceField(
        label=_("When could you come?"),
        choices=[(f"{day}-{half}", f"{day}-{half}") for day, _label in WEEKDAYS for half in HALF_DAYS],
        required=False,
    )
    until = forms.DateField(
        label=_("Until which day would you like to wait?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any, *, episode: Episode, visits: list[Session], may_add: bool) -> None:
        clinic = episode.client.clinic
        today = timezone.now().astimezone(clinic.zoneinfo).date()
        first = visits[0].pk if visits and not may_add else ""
        super().__init__(data, initial={"until": today + USUALLY, "instead_of": first})
        new = [("", now_in("A visit of my plan"))] if may_add else []
        _choose(self["instead_of"], [*new, *_earlier(visits, clinic.zoneinfo)])
        self._therapists = [(str(key), name) for key, name in therapists_of(clinic).values_list("pk", "name")]
        _choose(self["therapists"], self._therapists)
        _choose(self["place"], [("", now_in("Anywhere")), *((str(each.pk), each.name) for each in places_of(clinic))])

    def wishes(self) -> WaitWishes:
        """What the service takes."""
        data = self.cleaned_data
        return WaitWishes(
            until=data["until"],
            therapists=[UUID(each) for each in data["therapists"]],
            place=UUID(data["place"]) if data["place"] else None,
            windows=data["windows"],
            instead_of=UUID(data["instead_of"]) if data["instead_of"] else None,
        )

    @property
    def grid(self) -> list[tuple[str, str, list[Choice]]]:
        """Each weekday with its half days: code, label, whether it is ticked."""
        ticked = set(self["windows"].value() or ())
        return [(day, str(label), [_half(day, half, ticked) for half in HALF_DAYS]) for day, label in WEEKDAYS]

    @property
    def people(self) -> list[Choice]:
        """Each therapist: id, name, whether ticked."""
        ticked = set(self["therapists"].value() or ())
        return [(value, label, value in ticked) for value, label in self._therapists]


def _half(day: str, half: str, ticked: set[str]) -> Choice:
    code = f"{day}-{half}"
    return code, str(HALF_DAY_LABELS[half]), code in ticked


def _choose(bound: forms.BoundField, choices: list[tuple[str, str]]) -> None:
    """A field is offered these choices and no others."""
    if isinstance(bound.field, forms.ChoiceField):
        bound.field.choices = choices


def _earlier(visits: list[Session], zone: ZoneInfo) -> list[tuple[str, str]]:
    words = now_in("An earlier time than my visit on %(when)s")
    starts = [(str(visit.pk), visit.starts_at.astimezone(zone)) for visit in visits]
    return [(key, words % {"when": date_format(start, "l j F, H:i")}) for key, start in starts]


def read_instant(text: str) -> datetime | None:
    """An aware instant from an address, or None."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def read_day(text: str, otherwise: date) -> date:
    """A day from an address; `otherwise` when there is none that can be read."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
