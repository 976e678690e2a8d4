"""What is asked when somebody lets another person act for them, or registers a person in their care?"""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ischia.clinic.people.api import Basis, ClientDetails, Helper

OLDEST_YEARS = 120


class HelperForm(forms.Form):
    """Whom the client lets act for them."""

    email = forms.EmailField(
        label=_("The e-mail address of the person who may help you"),
        help_text=_("They sign in with it. We send a code there, so that nobody else can."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    shares_health = forms.BooleanField(
        label=_("They may also see and answer questions about my health. Without this: only my visits and receipts."),
        required=False,
    )
    agrees = forms.BooleanField(
        label=_("I agree that this person books, moves and cancels visits for me. I can end this at any time."),
        error_messages={"required": _("Please say that you agree.")},
    )

    def helper(self) -> Helper:
        """As the service takes it."""
        return Helper(email=self.cleaned_data["email"], shares_health=self.cleaned_data["shares_health"])


class PersonForm(forms.Form):
    """Somebody in the visitor's care, who has no account here."""

    name = forms.CharField(label=_("Their name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    date_of_birth = forms.DateField(
        label=_("Their date of birth"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    email = forms.EmailField(
        label=_("Their own e-mail address, if they have one"),
        help_text=_("With it they can take over their record themselves."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=_("A phone number to reach them or you"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    basis = forms.ChoiceField(
        label=_("Why may you act for them?"),
        choices=[
            (Basis.PARENT.value, _("I am their parent or guardian")),
            (Basis.LEGAL.value, _("I am appointed by law, for example by a power of attorney")),
        ],
        widget=forms.RadioSelect,
    )
    declares = forms.BooleanField(
        label=_("This is true. I have told them that I do this, as far as they can understand it."),
        error_messages={"required": _("Please say that this is true.")},
    )

    def clean_date_of_birth(self) -> date:
        born: date = self.cleaned_data["date_of_birth"]
        today = timezone.localdate()
        if not today.year - OLDEST_YEARS <= born.year or born > today:
            raise forms.ValidationError(_("Please check the year."))
        return born

    def details(self) -> ClientDetails:
        """As the service takes it."""
        told: dict[str, Any] = self.cleaned_data
        return ClientDetails(
            name=told["name"].strip(),
            email=told["email"].strip().lower(),
            phone=told["phone"].strip(),
            date_of_birth=told["date_of_birth"],
        )

    def basis_given(self) -> Basis:
        return Basis(self.cleaned_data["basis"])
