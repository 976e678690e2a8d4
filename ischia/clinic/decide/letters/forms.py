"""What is asked before a letter is sent?"""

from typing import cast
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.decide.letters.sending import Clinician


class SendForm(forms.Form):
    """To the client: nothing but the wish. The hidden key makes a second press no second letter."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def key(self) -> UUID:
        return cast(UUID, self.cleaned_data["request_key"])

    @property
    def clinician(self) -> Clinician | None:
        return None


class SendToClinicianForm(SendForm):
    """To somebody outside the clinic, whom the client agreed to."""

    name = forms.CharField(
        label=_("Who it goes to"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example Dr Reid, Leith Surgery"),
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("They get a link to this letter. It works for four weeks."),
    )
    agreed = forms.BooleanField(
        label=_("The client agrees that this person reads it"),
        error_messages={"required": _("A letter goes out only if the client agrees.")},
    )

    @property
    def clinician(self) -> Clinician:
        given = self.cleaned_data
        return Clinician(name=given["name"], email=given["email"], has_agreed=given["agreed"])
