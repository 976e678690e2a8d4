"""What can be typed on the pages of a repair?"""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.book.forms import slot_key
from ischia.clinic.book.repair.models import How
from ischia.clinic.book.repair.services import Decided, Fate
from ischia.clinic.book.repair.starting import Away
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import Slot, Span
from ischia.pathway.book.repair_values import RepairLine
from ischia.pathway.shared.errors import Refused


class AwayForm(forms.Form):
    """Who is away, and when; times are those of the clinic's clock."""

    therapist = forms.ModelChoiceField(queryset=Therapist.objects.none(), label=_("Who is away?"))
    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *arguments: Any, clinic: Clinic, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["therapist"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Therapist.objects.filter(clinic=clinic, is_active=True)

    @property
    def away(self) -> Away:
        """What a valid form says."""
        data = self.cleaned_data
        span = Span(data["starts_at"], data["ends_at"])
        return Away(therapist=data["therapist"], span=span, reason=data["reason"])


def read_decision(line: RepairLine, text: str) -> Decided:
    """What the desk chose for a line: one of the times shown, "cancel", "wait" (the waitlist), or "leave".

    Raises:
        Refused: `unreadable_choice`: nothing that was offered.
    """
    if text in ("", "leave"):
        return Decided(fate=Fate.LEFT)
    if text == "cancel":
        return Decided(fate=Fate.CANCELLED)
    if text == "wait":
        return Decided(fate=Fate.WAITING)
    offered: list[Slot] = [*([line.new] if line.new else []), *line.instead]
    for slot in offered:
        if slot_key(slot) == text:
            return Decided(fate=Fate.MOVED, slot=slot)
    raise Refused("unreadable_choice", "One of the choices could not be read. Please choose again.", field="lines")


def read_told(posted: Any) -> dict[UUID, How]:
    """Whom the desk has told, and how: fields "told-<session>"."""
    found = {}
    for name, value in posted.items():
        if name.startswith("told-") and value in How.values:
            found[_id(name.removeprefix("told-"))] = How(value)
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as unreadable:
        raise Refused("unreadable_choice", "One of the choices could not be read.", field="lines") from unreadable
