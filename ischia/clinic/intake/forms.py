"""What does each page of the intake ask? Everything is optional but a way to reach the client.

What the safety check asks (illnesses, blood thinners, operations) is known already and is not asked here again.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.screen.api import position_in_words
from ischia.pathway.shared.limits import POSITIONS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words: TypeAlias = str | _StrPromise

LONGEST = 2000
"""Characters in a field for own words."""

Choices: TypeAlias = "tuple[tuple[str, Words], ...]"

TRIED: Choices = (
    ("massage", _("Massage")),
    ("exercise", _("Exercises or physiotherapy")),
    ("manual", _("Treatment by hand that moves the joints of the back")),
    ("medicines", _("Medicines for the pain")),
    ("injection", _("An injection in or near the back")),
    ("operation", _("An operation on the back")),
    ("other", _("Something else")),
)
NOTHING = "nothing"

GENDERS: Choices = (("any", _("I don't mind")), ("female", _("A woman")), ("male", _("A man")))

NEEDS: Choices = (
    ("step_free", _("A way in without steps")),
    ("onto_table", _("Help getting on and off the table")),
    ("cannot_sit", _("I cannot sit while I wait")),
    ("hearing", _("I hear badly: please face me when you speak")),
    ("sight", _("I see badly: please tell me what you do")),
    ("language", _("I would like somebody with me who speaks my language")),
)

COMFORT: Choices = (
    ("tell_first", _("Tell me before you touch a new place")),
    ("covered", _("Keep me covered as much as possible")),
    ("clothes_on", _("I would like to keep my clothes on")),
)


def own_words(label: "Words", help_text: "Words" = "", *, rows: int = 4) -> forms.CharField:
    """A field for whatever the client wants to write."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _line(label: "Words", *, autocomplete: str = "off", required: bool = False, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
    return forms.CharField(label=label, max_length=120, required=required, widget=widget)


def _telephone(label: "Words", *, autocomplete: str = "off", required: bool = False) -> forms.CharField:
    return _line(label, autocomplete=autocomplete, required=required, type="tel")


class Reaching(forms.Form):
    """How to reach the client, and somebody else if something happens."""

    phone = _telephone(_("Your phone number"), autocomplete="tel", required=True)
    emergency_name = _line(_("Somebody we may call in an emergency: their name"))
    emergency_relation = _line(_("Who they are to you, for example partner or neighbour"))
    emergency_phone = _telephone(_("Their phone number"))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("emergency_name") and not told.get("emergency_phone"):
            self.add_error("emergency_phone", _("Type their number too, so that we can call them."))
        if told.get("emergency_phone") and not told.get("emergency_name"):
            self.add_error("emergency_name", _("Type their name too, so that we know whom to ask for."))
        return told


class Clinician(forms.Form):
    """Who looks after the client's health otherwise."""

    name = _line(_("Your GP, or another clinician who knows about your pain"))
    practice = _line(_("Their practice or hospital"))
    phone = _telephone(_("Their phone number"))


class Treatments(forms.Form):
    """What was tried before."""

    tried = forms.MultipleChoiceField(
        label=_("What have you tried for this pain?"),
        choices=(*TRIED, (NOTHING, _("Nothing yet"))),
        required=False,
    )
    helped = own_words(_("What helped, and for how long?"))
    worse = own_words(_("Did anything make it worse?"))

    def clean_tried(self) -> list[str]:
        tried: list[str] = self.cleaned_data["tried"]
        if NOTHING in tried and len(tried) > 1:
            raise forms.ValidationError(_("You ticked a treatment and \u201cNothing yet\u201d."))
        return tried


class Medicines(forms.Form):
    """Medicines in the client's words; those that change what is safe were asked in the safety check."""

    medicines = own_words(
        _("Which medicines do you take?"),
        _("As on the packet, as far as you know. Also what you buy without a prescription."),
    )


class Goals(forms.Form):
    """What the client hopes for and worries about, in own words."""

    goals = own_words(
        _("What would you like to do again, or do more easily?"),
        _("For example: sit through a film, walk the dog, sleep through the night."),
    )
    worries = own_words(_("Is there anything that worries you about the pain or the massage?"))


class Comfort(forms.Form):
    """What makes a visit easier."""

    positions = forms.MultipleChoiceField(
        label=_("Is any of these uncomfortable for you?"), choices=[(each, each) for each in POSITIONS], required=False
    )
    gender = forms.ChoiceField(label=_("Who would you like to be treated by?"), choices=GENDERS, initial="any")
    needs = forms.MultipleChoiceField(label=_("What do you need at the clinic?"), choices=NEEDS, required=False)
    needs_more = own_words(_("Anything else that you need at the clinic"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        positions = self.fields["positions"]
        if isinstance(positions, forms.MultipleChoiceField):
            positions.choices = [(each, position_in_words(each)) for each in POSITIONS]


class Avoid(forms.Form):
    """What should not happen."""

    comfort = forms.MultipleChoiceField(label=_("What would you like us to do?"), choices=COMFORT, required=False)
    avoid = own_words(
        _("What should we avoid?"),
        _("For example a sore place, a movement, an oil or a smell. You need not say why."),
    )


class Agreements(forms.Form):
    """What the client may agree to beyond what was agreed at booking."""

    contact_clinician = forms.BooleanField(
        label=_("The clinic may write to my GP or clinician about my treatment."), required=False
    )
