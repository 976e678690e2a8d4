"""What does the client wish for? Goals and comfort; limits come first."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.screen.api import position_in_words
from ischia.pathway.plan.values import PressureWish
from ischia.pathway.shared.limits import POSITIONS


class WishesForm(forms.Form):
    """Goals and preferences, all of them optional."""

    goal = forms.CharField(
        label=_("What would you like to do again, or do more easily?"),
        help_text=_("For example: sit through a film, walk the dog, sleep through the night."),
        max_length=200,
        required=False,
    )
    pressure = forms.ChoiceField(
        label=_("How would you like the pressure?"),
        choices=[
            (PressureWish.NO_PREFERENCE.value, _("I don't mind")),
            (PressureWish.LIGHT.value, _("Light")),
            (PressureWish.MODERATE.value, _("Moderate")),
            (PressureWish.FIRM.value, _("Firm")),
        ],
        initial=PressureWish.NO_PREFERENCE.value,
    )
    uncomfortable = forms.MultipleChoiceField(
        label=_("Is any of these uncomfortable for you?"), choices=[(each, each) for each in POSITIONS], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        positions = self.fields["uncomfortable"]
        if isinstance(positions, forms.MultipleChoiceField):
            positions.choices = [(each, position_in_words(each)) for each in POSITIONS]
