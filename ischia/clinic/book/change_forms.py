"""What do we ask for when somebody moves or cancels visits that are booked?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.forms import read_slot
from ischia.clinic.book.models import Session
from ischia.clinic.book.rearranging import Scope
from ischia.pathway.book.api import Pattern, Slot

SCOPES = [
    (Scope.THIS.value, _("Only this visit")),
    (Scope.FOLLOWING.value, _("This visit and all after it")),
    (Scope.ALL.value, _("All visits still to come")),
]
PATTERNS = [
    (Pattern.SAME_WEEKDAY_AND_TIME.value, _("To the same weekday and time")),
    (Pattern.SAME_DISTANCE.value, _("By as many days, each at its own time of day")),
]


class WhereToForm(forms.Form):
    """Where one visit is to go, and which others follow; travels in the address. `on` and `at` are for staff."""

    to = forms.CharField(required=False, max_length=200)
    scope = forms.ChoiceField(choices=SCOPES, required=False)
    pattern = forms.ChoiceField(choices=PATTERNS, required=False)
    anybody = forms.BooleanField(label=_("Show times with other therapists too"), required=False)
    on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    at = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))

    @property
    def wanted(self) -> dict[str, Any]:
        """What could be read."""
        self.is_valid()
        return self.cleaned_data

    @property
    def scope_wanted(self) -> Scope:
        return Scope(self.wanted.get("scope") or Scope.THIS)

    @property
    def pattern_wanted(self) -> Pattern:
        return Pattern(self.wanted.get("pattern") or Pattern.SAME_WEEKDAY_AND_TIME)

    def slot(self, session: Session, *, by_staff: bool) -> Slot | None:
        """The new slot of `session`, if one was chosen. Raises `Refused` for what cannot be read."""
        wanted = self.wanted
        if wanted.get("to"):
            return read_slot(wanted["to"], session.service)
        if not (by_staff and wanted.get("on") and wanted.get("at")):
            return None
        zone = session.client.clinic.zoneinfo
        start = datetime.combine(wanted["on"], wanted["at"], zone).astimezone(UTC)
        return Slot(
            therapist=str(session.therapist_id),
            place=str(session.place_id),
            start=start,
            end=start + timedelta(minutes=session.service.minutes),
        )


class ChangeForm(forms.Form):
    """What goes with a change: its key, and for staff why, and whether the client hears of it."""

    request_key = forms.CharField(required=False, max_length=80)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    override_reason = forms.CharField(
        label=_("Book it all the same, because"),
        help_text=_("Only where you double-book on purpose. Your reason is kept."),
        required=False,
        max_length=300,
    )
    tell = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], required=False)
    waive = forms.BooleanField(label=_("Do not count it as late"), required=False)

    @property
    def wanted(self) -> dict[str, Any]:
        """What could be read."""
        self.is_valid()
        return self.cleaned_data

    def tells(self, *, by_staff: bool) -> bool:
        """Whether the client is to hear of it; whoever changes their own visits always does."""
        return not by_staff or self.wanted.get("tell") != "no"


def read_moves(data: QueryDict, sessions: Sequence[Session]) -> dict[Session, Slot]:
    """The new slot of each session for which one was chosen. Raises `Refused` for what cannot be read."""
    keys = {session: data.get(f"to-{session.pk}", "") for session in sessions}
    return {session: read_slot(key, session.service) for session, key in keys.items() if key}
