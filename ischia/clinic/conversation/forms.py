"""Which fields does a message have, and which questions come before it?"""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ischia.clinic.conversation.models import LONGEST
from ischia.clinic.conversation.services import Written
from ischia.clinic.conversation.signs import NONE, options
from ischia.clinic.screen.api import Option
from ischia.knowledge.records import Knowledge


class PostForm(forms.Form):
    """A message from the care team."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something first.")},
    )
    request_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def written(self) -> Written:
        """What was written, as the service takes it."""
        return Written(text=self.cleaned_data["text"], request_key=self.cleaned_data["request_key"])


class ClientPostForm(PostForm):
    """A message from the client: the warning signs come first."""

    signs = forms.MultipleChoiceField(
        label=_("Before you send: is any of this new, or getting worse?"),
        help_text=_("Tick what may be true. If you are not sure about one, tick it."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what applies, or \u201cNone of these\u201d.")},
    )

    def __init__(self, *args: Any, knowledge: Knowledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.knowledge = knowledge
        field = self.fields["signs"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(each.value, each.label) for each in options(knowledge, ())]

    def clean_signs(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["signs"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError(_("You ticked a sign and \u201cNone of these\u201d."))
        return [id for id in ticked if id != NONE]

    @property
    def sign_options(self) -> tuple[Option, ...]:
        return options(self.knowledge, self["signs"].value() or ())

    @property
    def signs_error(self) -> str:
        return " ".join(str(error) for error in self["signs"].errors)

    def written(self) -> Written:
        data = self.cleaned_data
        return Written(text=data["text"], request_key=data["request_key"], ticked=tuple(data["signs"]))
