"""What can the list of therapists be narrowed by? Everything travels in the address, so that it can be shared."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ischia.clinic.match.towns import MILES, country_of, find_town
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Access, Clinic, Place
from ischia.pathway.match.api import Position, position
from ischia.pathway.shared.errors import Refused

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
HALF_DAYS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
COARSE = 2
"""Places after the point kept of a visitor's own position: about one kilometre."""


class FilterForm(forms.Form):
    """Place, language, gender, time of day, access, and where the visitor comes from; all of them optional.

    `origin` is where the visitor comes from, in words and on the map, once the form is valid; None: not said.
    """

    place = forms.ChoiceField(label=_("Place"), required=False)
    half_day = forms.ChoiceField(label=_("Time of day"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    gender = forms.ChoiceField(label=_("Therapist"), required=False)
    near = forms.CharField(label=_("Your town"), required=False, max_length=80)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    step_free = forms.BooleanField(label=_("Step-free only"), required=False)
    access = forms.MultipleChoiceField(label=_("What you need at the place"), required=False)

    def __init__(
        self, *args: Any, clinic: Clinic, places: Sequence[Place], therapists: Iterable[Therapist], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.places, people = clinic, places, list(therapists)
        self.origin: tuple[str, Position] | None = None
        languages = sorted({language for one in people for language in one.languages})
        genders = sorted({one.gender for one in people if one.gender})
        offered = {code for place in places for code in place.access}
        self._offer("place", _("Any place"), [(str(place.pk), place.name) for place in places])
        self._offer("half_day", _("Any time"), list(HALF_DAYS.items()))
        self._offer("language", _("Any language"), [(each, language_in_words(each)) for each in languages])
        self._offer("gender", _("Anybody"), [(each, gender_in_words(each)) for each in genders])
        self._offer("access", None, [(code, label) for code, label in Access.choices if code in offered])

    def _offer(self, name: str, anything: Any, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices if anything is None else [("", anything), *choices]

    def clean(self) -> dict[str, Any]:
        """Works out `origin`; what is wrong with it stands at the town's field."""
        try:
            self.origin = self._origin()
        except Refused as refusal:
            self.add_error("near", refusal.message)
        return self.cleaned_data

    def _origin(self) -> tuple[str, Position] | None:
        """A town that was typed goes before a position that the browser gave."""
        data = self.cleaned_data
        if data.get("near"):
            return find_town(data["near"], country_of(self.clinic), near=_middle(self.places))
        if data.get("latitude") is None or data.get("longitude") is None:
            return None
        return gettext("where you are"), position(data["latitude"], data["longitude"], places=COARSE)

    @property
    def in_miles(self) -> bool:
        return country_of(self.clinic) in MILES


def _middle(places: Iterable[Place]) -> Position | None:
    """The first place of the clinic that is on the map: a town is looked for around it."""
    return next(
        (
            Position(latitude=place.latitude, longitude=place.longitude)
            for place in places
            if place.latitude is not None and place.longitude is not None
        ),
        None,
    )


def language_in_words(code: str) -> str:
    """A language by its code, in English; what we have no word for stays as it is."""
    return str(LANGUAGES.get(code, code))


def gender_in_words(gender: str) -> str:
    """How a therapist's gender is said in the filter."""
    return str({"female": _("A woman"), "male": _("A man")}.get(gender, gender))
