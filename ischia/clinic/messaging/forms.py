"""What does an owner fill in about messages: their words, quiet hours, reminders?"""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from ischia.clinic.messaging.kinds import Kind
from ischia.clinic.messaging.models import MessagingRules
from ischia.clinic.messaging.wording import Words, fault_in
from ischia.pathway.shared.errors import Refused


class RulesForm(forms.Form):
    """Quiet hours of the clinic's clock, and how long before a visit people are reminded."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("From here on, what can wait does."),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("The same time in both: nothing waits."),
    )
    email_reminder_hours = forms.IntegerField(
        label=_("E-mail, hours before a visit"),
        required=False,
        max_value=168,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: none."),
    )
    text_reminder_hours = forms.IntegerField(
        label=_("Text, hours before a visit"),
        required=False,
        max_value=72,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: none."),
    )

    def __init__(self, data: Any = None, *, rules: MessagingRules) -> None:
        names = ("quiet_from", "quiet_until", "email_reminder_hours", "text_reminder_hours")
        super().__init__(data, initial={name: getattr(rules, name) for name in names})


class WordsForm(forms.Form):
    """The words of one kind of message. A placeholder that we know nothing for is said beside its field."""

    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 12}))
    short = forms.CharField(label=_("Text message"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, kind: Kind, words: Words) -> None:
        super().__init__(data, initial={"subject": words.subject, "text": words.text, "short": words.short})
        self._kind = kind
        self.label_suffix = ""
        if not kind.short:
            del self.fields["short"]

    def clean(self) -> dict[str, Any]:
        for name in self.fields:
            if fault := fault_in(self._kind, self.cleaned_data.get(name, "")):
                self.add_error(name, fault[1])
        return self.cleaned_data

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at the field it names, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    @property
    def words(self) -> Words:
        return Words(
            subject=self.cleaned_data["subject"],
            text=self.cleaned_data["text"].replace("\r\n", "\n"),
            short=self.cleaned_data.get("short", ""),
        )
