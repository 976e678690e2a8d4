"""What do the pages about hours, time off, closures and limits ask for? Times are those of the clinic's clock."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.diary.models import WEEKDAYS
from ischia.clinic.diary.working import Hours
from ischia.clinic.places.api import Clinic, Place, Room, places_of, rooms_of
from ischia.pathway.book.api import Span, instant_at
from ischia.pathway.shared.errors import Refused

MIDNIGHT = time(0, 0)


class DayInput(forms.DateInput):
    """A date picker of the browser; without one a text of the form 2026-11-30."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time picker of the browser; without one a text of the form 09:00."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DiaryForm(forms.Form):
    """A form that can take a refusal of a service as one of its own complaints."""

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at the field it names, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class HoursForm(DiaryForm):
    """Weekly hours, on one weekday or several."""

    weekday = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    start = forms.TimeField(label=_("From"), widget=ClockInput)
    end = forms.TimeField(label=_("Until"), widget=ClockInput, help_text=_("00:00 is midnight."))
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())
    valid_from = forms.DateField(label=_("First day"), required=False, widget=DayInput)
    valid_until = forms.DateField(label=_("Last day"), required=False, widget=DayInput)

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_of(clinic)  # type: ignore[attr-defined] # a ModelChoiceField

    @property
    def hours(self) -> list[Hours]:
        data = self.cleaned_data
        return [
            Hours(
                weekday=weekday,
                start=data["start"],
                end=data["end"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
            )
            for weekday in data["weekday"]
        ]


class ExtraHoursForm(DiaryForm):
    """Hours on one date."""

    day = forms.DateField(label=_("Date"), widget=DayInput)
    start = forms.TimeField(label=_("From"), widget=ClockInput)
    end = forms.TimeField(label=_("Until"), widget=ClockInput, help_text=_("00:00 is midnight."))
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none())

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_of(clinic)  # type: ignore[attr-defined] # a ModelChoiceField


class EndForm(DiaryForm):
    """The last day on which hours hold."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput)


class StretchForm(DiaryForm):
    """From when to when, to the minute or by whole days."""

    first_day = forms.DateField(label=_("First day"), widget=DayInput)
    first_time = forms.TimeField(
        label=_("From"), required=False, widget=ClockInput, help_text=_("Empty: the whole day.")
    )
    last_day = forms.DateField(label=_("Last day"), required=False, widget=DayInput, help_text=_("Empty: one day."))
    last_time = forms.TimeField(
        label=_("Until"), required=False, widget=ClockInput, help_text=_("Empty: the whole day.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=120, required=False, help_text=_("Only staff see it. No health details.")
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic = clinic

    def span(self) -> Span:
        """What was entered, as instants; an hour that is missing or comes twice is read as everywhere."""
        data = self.cleaned_data
        return Span(
            self._instant(data["first_day"], data["first_time"] or MIDNIGHT),
            self._end(data["last_day"] or data["first_day"], data["last_time"]),
        )

    def _end(self, day: date, clock: time | None) -> datetime:
        """Midnight at the end of the day where no time is given, or midnight itself is."""
        return self._instant(day, clock) if clock else self._instant(day + timedelta(days=1), MIDNIGHT)

    def _instant(self, day: date, clock: time) -> datetime:
        return instant_at(self.clinic.zone, day, clock)

    def refuse(self, refusal: Refused) -> None:
        """Services speak of instants; the page of days."""
        field = {"ends_at": "last_day", "starts_at": "first_day"}.get(refusal.field or "", refusal.field)
        super().refuse(Refused(refusal.code, refusal.message, field=field))


class ClosureForm(StretchForm):
    """What is shut, and when."""

    where = forms.ChoiceField(label=_("What is closed"), required=False)

    field_order = ("where", "first_day", "first_time", "last_day", "last_time", "reason")

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, clinic=clinic, **kwargs)
        self.places = {f"place:{place.pk}": place for place in places_of(clinic)}
        self.rooms = {f"room:{room.pk}": room for room in rooms_of(clinic)}
        self.fields["where"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", _("The whole clinic")),
            *((key, place.name) for key, place in self.places.items()),
            *((key, f"{room.place.name}, {room.name}") for key, room in self.rooms.items()),
        ]

    @property
    def place(self) -> Place | None:
        return self.places.get(self.cleaned_data["where"])

    @property
    def room(self) -> Room | None:
        return self.rooms.get(self.cleaned_data["where"])


class LimitsForm(DiaryForm):
    """How much one day takes."""

    sessions_a_day = forms.IntegerField(label=_("Most sessions a day"), required=False)
    deep_minutes_a_day = forms.IntegerField(
        label=_("Most minutes of deep work a day"),
        required=False,
        help_text=_("Deep tissue massage, trigger points and anything at pressure 4 or 5."),
    )
