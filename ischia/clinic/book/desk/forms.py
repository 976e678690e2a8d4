"""What does the desk say when it moves a session: with whom, on which day, at what time, who is told?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.change_forms import ChangeForm
from ischia.clinic.book.desk.queries import place_then
from ischia.clinic.book.forms import read_slot
from ischia.clinic.book.models import Session
from ischia.clinic.book.moving import Move
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Room
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused


class WhereForm(forms.Form):
    """With whom and on which day; the session's own where nothing else is said. Travels in the address."""

    therapist = forms.ModelChoiceField(label=_("Therapist"), queryset=Therapist.objects.none(), empty_label=None)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        clinic = session.client.clinic
        therapists = Therapist.objects.filter(clinic=clinic, is_active=True).select_related("clinic")
        choice = self.fields["therapist"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = therapists
        self.initial = {"therapist": session.therapist_id, "on": session.starts_at.astimezone(clinic.zoneinfo).date()}

    @property
    def wanted(self) -> tuple[Therapist, date]:
        """What was said as far as it could be read, and the session's own for the rest."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        own = self.session.starts_at.astimezone(self.session.client.clinic.zoneinfo).date()
        return said.get("therapist") or self.session.therapist, said.get("on") or own


class DropForm(ChangeForm):
    """A time that was chosen from the free ones (`to`), or a therapist, a day and a time; perhaps a room."""

    to = forms.CharField(required=False, max_length=200)
    therapist = forms.UUIDField(required=False)
    room = forms.UUIDField(required=False)
    on = forms.DateField(required=False)
    at = forms.TimeField(
        label=_("Or at"),
        help_text=_("Any other time of this day with this therapist."),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"}),
    )

    def move(self, session: Session) -> Move:
        """The move that was asked for; a typed time goes before a chosen one.

        Refused (`no_time`, `unreadable_slot`, `unknown_therapist`, `unknown_room`) for what cannot be read.
        """
        wanted = self.wanted
        if "at" in self.errors or "on" in self.errors:
            raise Refused("no_time", now_in("This time could not be read. Please write it as 14:30."), field="at")
        if wanted.get("at") and wanted.get("on"):
            return self._at(session, datetime.combine(wanted["on"], wanted["at"], session.client.clinic.zoneinfo))
        if not wanted.get("to"):
            raise Refused("no_time", now_in("Choose a time first."), field="at")
        return Move(session=session, slot=read_slot(wanted["to"], session.service))

    def _at(self, session: Session, local: datetime) -> Move:
        start = local.astimezone(UTC)
        therapist = _therapist(session, self.wanted.get("therapist"))
        room = _room(session, self.wanted.get("room"))
        place = room.place if room else place_then(therapist, start, session.place)
        slot = Slot(
            therapist=str(therapist.pk),
            place=str(place.pk),
            start=start,
            end=start + timedelta(minutes=session.service.minutes),
        )
        return Move(session=session, slot=slot, room=room.pk if room else None)


def _therapist(session: Session, key: UUID | None) -> Therapist:
    rows = Therapist.objects.filter(clinic=session.client.clinic, is_active=True).select_related("clinic")
    found = rows.filter(pk=key or session.therapist_id).first()
    if found is None:
        raise Refused("unknown_therapist", now_in("This therapist does not work here."), field="therapist")
    return found


def _room(session: Session, key: UUID | None) -> Room | None:
    if key is None:
        return None
    found = Room.objects.filter(place__clinic=session.client.clinic, pk=key).select_related("place").first()
    if found is None:
        raise Refused("unknown_room", now_in("This room does not belong to the clinic."), field="room")
    return found
