"""What do the desk and the owner fill in about clients and therapists?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.people.api import Client, Therapist
from ischia.clinic.places.api import Place, RefusableForm

LONGEST_QUERY = 80


class DayInput(forms.DateInput):
    """A date picker of the browser; without one a text of the form 2026-11-30."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchForm(forms.Form):
    """A few letters or digits. Sent in the body, so that no name stands in an address or a log."""

    q = forms.CharField(
        label=_("Name, e-mail address or phone number"),
        max_length=LONGEST_QUERY,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ContactForm(RefusableForm):
    """How a client is called and reached."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Phone number"), max_length=40, required=False)
    date_of_birth = forms.DateField(label=_("Date of birth"), required=False, widget=DayInput)

    def __init__(self, data: Any = None, *, client: Client | None = None) -> None:
        names = ("name", "email", "phone", "date_of_birth")
        initial = {name: getattr(client, name) for name in names} if client else {}
        super().__init__(data, initial=initial, auto_id="contact-%s")


class TherapistForm(RefusableForm):
    """What clients read of a therapist, and where they work."""

    name = forms.CharField(label=_("Name"), max_length=120)
    gender = forms.CharField(
        label=_("Gender"), max_length=20, required=False, help_text=_("As clients may ask for it.")
    )
    languages = forms.CharField(
        label=_("Languages"), max_length=80, required=False, help_text=_("Codes with commas between: en, gd, es.")
    )
    about = forms.CharField(
        label=_("A few words for clients"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Works in"), queryset=Place.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("Can be booked"), required=False)

    def __init__(self, data: Any = None, *, places: Any, therapist: Therapist | None = None) -> None:
        initial: dict[str, Any] = {"is_active": True}
        if therapist is not None:
            initial = {name: getattr(therapist, name) for name in ("name", "gender", "about", "is_active")}
            initial["languages"] = ", ".join(therapist.languages)
            initial["places"] = [place.pk for place in therapist.places.all()]
        super().__init__(data, initial=initial, auto_id="therapist-%s")
        self.fields["places"].queryset = places  # type: ignore[attr-defined] # a ModelMultipleChoiceField

    @property
    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        languages = [code.strip().lower() for code in data["languages"].split(",") if code.strip()]
        return {**data, "languages": languages}


class NewTherapistForm(TherapistForm):
    """The same with the address that they sign in with."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("They sign in with a code sent to it."))
    field_order = ("name", "email", "gender", "languages", "about", "places")

    def __init__(self, data: Any = None, *, places: Any) -> None:
        super().__init__(data, places=places)
        del self.fields["is_active"]


class RegistrationForm(RefusableForm):
    """An entry in a professional register."""

    body = forms.CharField(label=_("Register"), max_length=120)
    number = forms.CharField(label=_("Number"), max_length=60)
    expires_on = forms.DateField(label=_("Valid until"), widget=DayInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="registration-%s")


class CheckForm(RefusableForm):
    """That somebody looked an entry up in the register, and until when it holds."""

    expires_on = forms.DateField(label=_("Valid until, as the register says"), widget=DayInput)

    def __init__(self, data: Any = None, *, row: Any) -> None:
        super().__init__(data, initial={"expires_on": row.expires_on}, auto_id=f"check-{row.pk}-%s")


class SkillForm(RefusableForm):
    """A technique, and what proves the training."""

    technique = forms.ChoiceField(label=_("Technique"))
    evidence = forms.CharField(
        label=_("What proves it"), max_length=200, help_text=_("A diploma or course, and the year.")
    )

    def __init__(self, data: Any = None, *, techniques: Mapping[str, str] | Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="skill-%s")
        choices = list(techniques.items()) if isinstance(techniques, Mapping) else list(techniques)
        self.fields["technique"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
