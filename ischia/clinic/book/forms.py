"""What do we ask for when somebody books, and how are chosen times read?"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.mapping import Liked
from ischia.clinic.people.api import ClientDetails
from ischia.clinic.places.api import Service
from ischia.pathway.book.api import Slot, Window
from ischia.pathway.shared.errors import Refused

OLDEST = 120
HALF_DAYS = [
    ("any", _("Any time of day")),
    ("morning", _("Mornings")),
    ("afternoon", _("Afternoons")),
    ("evening", _("Evenings")),
]
WEEKDAYS = [
    ("0", _("Mon")),
    ("1", _("Tue")),
    ("2", _("Wed")),
    ("3", _("Thu")),
    ("4", _("Fri")),
    ("5", _("Sat")),
    ("6", _("Sun")),
]


MIDNIGHT = time(0, 0)
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "900"})


class DetailsForm(forms.Form):
    """Who the client is, and what they agree to. `told_age` is the age from the safety check."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    date_of_birth = forms.DateField(
        label=_("Your date of birth"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        help_text=_("Only to reach you about your sessions."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    health_data = forms.BooleanField(
        label=_("I agree that the clinic keeps my answers about my health, so that I can be treated safely."),
        error_messages={"required": _("We can only book for you if the clinic may keep your answers.")},
    )
    treatment = forms.BooleanField(
        label=_("I agree to be treated with massage as in my plan. I can say stop at any time."),
        error_messages={"required": _("We can only book for you if you agree to the massage.")},
    )

    def __init__(self, *args: Any, told_age: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_age = told_age

    def clean_date_of_birth(self) -> date:
        born: date = self.cleaned_data["date_of_birth"]
        age = age_on(born, timezone.localdate())
        if not 0 <= age <= OLDEST:
            raise forms.ValidationError(_("Please check the year."))
        if self.told_age is not None and abs(age - self.told_age) > 1:
            message = _("In the safety check you said you are %(told)d, but this date makes you %(age)d.")
            raise forms.ValidationError(message, params={"told": self.told_age, "age": age})
        return born

    def details(self) -> ClientDetails:
        """What the service takes."""
        data = self.cleaned_data
        return ClientDetails(
            name=data["name"].strip(), phone=data["phone"].strip(), date_of_birth=data["date_of_birth"]
        )


class WishesForm(forms.Form):
    """When the client would like to come; travels in the address."""

    half_day = forms.ChoiceField(label=_("Time of day"), choices=HALF_DAYS, required=False)
    weekday = forms.MultipleChoiceField(label=_("Days of the week"), choices=WEEKDAYS, required=False)
    earliest = forms.TimeField(label=_("Not before"), required=False, widget=_TIME)
    latest = forms.TimeField(label=_("Finished by"), required=False, widget=_TIME)
    two_therapists = forms.BooleanField(label=_("Two therapists may share the visits"), required=False)
    anybody = forms.BooleanField(required=False, widget=forms.HiddenInput)
    sessions = forms.IntegerField(min_value=1, max_value=12, required=False, widget=forms.HiddenInput)
    therapist = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def wanted(self) -> Mapping[str, Any]:
        """The wishes as far as they could be read."""
        self.is_valid()
        return self.cleaned_data

    def liked(self) -> Liked:
        """The times that suit."""
        wanted = self.wanted
        return Liked(
            half_day=wanted.get("half_day") or "any",
            weekdays=frozenset(int(day) for day in wanted.get("weekday", ())),
            windows=self.windows(),
        )

    def liked_fields(self) -> list[tuple[str, str]]:
        """The times that suit, as fields that travel with the dates that are chosen."""
        names = ("half_day", "weekday", "earliest", "latest")
        return [(name, value) for name in names if name in self.data for value in _values(self.data, name) if value]

    def windows(self) -> tuple[Window, ...]:
        """The hours in which the client likes to come, the same on every weekday that suits; none when any do."""
        wanted = self.wanted
        start, end = wanted.get("earliest") or MIDNIGHT, wanted.get("latest") or MIDNIGHT
        if start == end or (end != MIDNIGHT and end < start):
            return ()
        days = wanted.get("weekday") or [day for day, _label in WEEKDAYS]
        return tuple(Window(weekday=int(day), start=start, end=end) for day in days)


def _values(data: Mapping[str, Any], name: str) -> list[str]:
    return data.getlist(name) if isinstance(data, QueryDict) else [data[name]]


class PolicyForm(forms.Form):
    """Accepting the cancellation policy."""

    accept = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("Please read this and say that you agree.")},
    )


def age_on(born: date, day: date) -> int:
    """Full years on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def slot_key(slot: Slot) -> str:
    """How a form names a slot."""
    return f"{slot.therapist}|{slot.place}|{slot.start.isoformat()}"


def read_slot(key: str, service: Service) -> Slot:
    """The slot that a form named. Raises `Refused` for anything else; booking examines it again in any case."""
    therapist, _bar, rest = key.partition("|")
    place, _bar, start_text = rest.partition("|")
    start = _instant(start_text)
    if not (_is_id(therapist) and _is_id(place) and start):
        raise Refused("unreadable_slot", "One of the times could not be read. Please choose again.", field="slots")
    return Slot(therapist=therapist, place=place, start=start, end=start + timedelta(minutes=service.minutes))


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _instant(text: str) -> datetime | None:
    try:
        instant = parse_datetime(text)
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None
