"""What can the list of therapists be narrowed by? Everything travels in the address, so that it can be shared."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Place

LANGUAGES = {
    "bsl": _("British Sign Language"),
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "gd": _("Gaelic"),
    "it": _("Italian"),
    "pl": _("Polish"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
}


class FilterForm(forms.Form):
    """Place, language, gender; all of them optional."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    gender = forms.ChoiceField(label=_("Therapist"), required=False)
    step_free = forms.BooleanField(label=_("Step-free only"), required=False)

    def __init__(self, *args: Any, places: Iterable[Place], therapists: Iterable[Therapist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(therapists)
        languages = sorted({language for one in people for language in one.languages})
        genders = sorted({one.gender for one in people if one.gender})
        self._offer("place", _("Any place"), [(str(place.pk), place.name) for place in places])
        self._offer("language", _("Any language"), [(each, language_in_words(each)) for each in languages])
        self._offer("gender", _("Anybody"), [(each, gender_in_words(each)) for each in genders])

    def _offer(self, name: str, anything: Any, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", anything), *choices]


def language_in_words(code: str) -> str:
    """A language by its code, in English; what we have no word for stays as it is."""
    return str(LANGUAGES.get(code, code))


def gender_in_words(gender: str) -> str:
    """How a therapist's gender is said in the filter."""
    return str({"female": _("A woman"), "male": _("A man")}.get(gender, gender))
