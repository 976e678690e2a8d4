"""Which fields does a clinician's answer have?"""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ischia.clinic.screen.services import ClinicianAnswer
from ischia.knowledge.records import LimitSet
from ischia.pathway.book.values import ClearanceAnswer

_PRESSURES = [("", _("No limit")), ("2", _("Light")), ("3", _("Moderate")), ("4", _("Firm"))]


class ClearanceForm(forms.Form):
    """What the clinician answered, in the words of whoever writes it down."""

    answer = forms.ChoiceField(
        label=_("What did the clinician answer?"),
        choices=[
            ("", _("Choose what they said")),
            (ClearanceAnswer.YES.value, _("Yes, massage is suitable")),
            (ClearanceAnswer.YES_WITH_LIMITS.value, _("Yes, with limits")),
            (ClearanceAnswer.NO.value, _("No, massage is not advised")),
        ],
    )
    max_pressure = forms.ChoiceField(label=_("Highest pressure"), choices=_PRESSURES, required=False)
    max_minutes = forms.IntegerField(label=_("Longest session in minutes"), min_value=10, max_value=120, required=False)
    precautions = forms.CharField(
        label=_("Other limits, in their words"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    clinician_name = forms.CharField(label=_("Name of the clinician"), max_length=120)
    clinician_role = forms.CharField(label=_("Role, for example GP or physiotherapist"), max_length=120)
    clinician_registration = forms.CharField(label=_("Registration number"), max_length=60, required=False)
    answered_on = forms.DateField(
        label=_("Date of the answer"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_limited = cleaned.get("answer") == ClearanceAnswer.YES_WITH_LIMITS
        if is_limited and not any(cleaned.get(name) for name in ("max_pressure", "max_minutes", "precautions")):
            self.add_error("precautions", _("Say which limits the clinician set."))
        return cleaned

    def clean_answered_on(self) -> Any:
        day = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The answer cannot be dated in the future."))
        return day

    def clinician_answer(self) -> ClinicianAnswer:
        """The answer as the service takes it."""
        data = self.cleaned_data
        precautions = data["precautions"].strip()
        limits = LimitSet(
            max_pressure=int(data["max_pressure"]) if data["max_pressure"] else None,
            max_minutes=data["max_minutes"],
            precautions=(precautions,) if precautions else (),
        )
        given = ClearanceAnswer(data["answer"])
        return ClinicianAnswer(
            answer=given,
            clinician_name=data["clinician_name"],
            clinician_role=data["clinician_role"],
            clinician_registration=data["clinician_registration"],
            answered_on=data["answered_on"],
            limits=limits if given is ClearanceAnswer.YES_WITH_LIMITS else LimitSet(),
        )
