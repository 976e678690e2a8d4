"""What does an owner fill in about matching: weights, where places are and what they offer, training of therapists?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ischia.clinic.match.weighing import LABELS, weights_of
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Access, Clinic, Place
from ischia.pathway.match.api import HEAVIEST
from ischia.pathway.shared.errors import Refused


class SettingsForm(forms.Form):
    """A form that can take a refusal of a service as one of its own complaints."""

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at the field it names, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class WeightsForm(SettingsForm):
    """A number for each reason that can move a therapist."""

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        super().__init__(data, initial=dict(weights_of(clinic)), auto_id="weights-%s")
        for name, label in LABELS.items():
            self.fields[name] = forms.FloatField(
                label=label, min_value=0, max_value=HEAVIEST, widget=forms.NumberInput(attrs={"step": "any"})
            )

    @property
    def weights(self) -> Mapping[str, float]:
        return {name: self.cleaned_data[name] for name in LABELS}


class PlaceForm(SettingsForm):
    """How a place can be reached and used, and where on the map it is."""

    step_free = forms.BooleanField(label=gettext_lazy("Step-free"), required=False)
    access = forms.MultipleChoiceField(
        label=gettext_lazy("What else it offers"),
        choices=Access.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=gettext_lazy("As an online map gives it, for example 55.9755."),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        help_text=gettext_lazy("West of Greenwich it has a minus, for example -3.1702."),
    )

    def __init__(self, data: Any = None, *, place: Place) -> None:
        names = ("step_free", "access", "latitude", "longitude")
        super().__init__(data, initial={name: getattr(place, name) for name in names}, auto_id=f"{place.pk}-%s")


class TrainingForm(SettingsForm):
    """What proves each condition trained for; an emptied line takes it away, the last line adds one."""

    condition = forms.ChoiceField(label=gettext_lazy("Add a condition"), required=False)
    proof = forms.CharField(label=gettext_lazy("What proves it"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, therapist: Therapist, conditions: Mapping[str, str]) -> None:
        super().__init__(data, auto_id=f"{therapist.pk}-%s")
        self.known = [id for id in therapist.conditions if id in conditions]
        choices = [(id, label) for id, label in conditions.items() if id not in self.known]
        self.fields["condition"] = forms.ChoiceField(
            label=gettext_lazy("Add a condition"), required=False, choices=[("", _("None")), *choices]
        )
        for id in self.known:
            self.fields[id] = forms.CharField(
                label=conditions[id], required=False, max_length=200, initial=therapist.conditions[id]
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("condition") and not data.get("proof"):
            self.add_error("proof", _("Say what proves the training."))
        return data

    @property
    def trained(self) -> Mapping[str, str]:
        """Every condition with its proof, as the owner left them."""
        data = self.cleaned_data
        kept = {id: data[id] for id in self.known if data[id]}
        return {**kept, data["condition"]: data["proof"]} if data["condition"] else kept

    @property
    def lines(self) -> list[forms.BoundField]:
        """The lines of what is known, then the two that add."""
        return [self[name] for name in (*self.known, "condition", "proof")]
