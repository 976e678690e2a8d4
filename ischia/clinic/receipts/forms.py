"""What does the desk fill in about money, and the owner about billing?"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ischia.clinic.places.api import Clinic, RefusableForm, Service, decimals, major, minor_units
from ischia.clinic.receipts.billing import BillingDetails
from ischia.clinic.receipts.models import Billing, Method, Package, PackageOffer

MONEY = [(method.value, method.label) for method in Method if method is not Method.PACKAGE]
HUNDRED = 100
DRAWN = "package:"
"""How the choice of a package begins; its id follows."""

MOST = 1_000_000


class KeyedForm(RefusableForm):
    """A form that is carried out once, however often it is sent."""

    request_key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **{**kwargs, "initial": {"request_key": uuid4(), **kwargs.get("initial", {})}})


class AmountField(forms.DecimalField):
    """An amount in whole units of the currency, as somebody types it."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency, places = currency, decimals(currency)
        attributes = {"inputmode": "decimal", "step": str(Decimal(1).scaleb(-places))}
        widget = forms.NumberInput(attrs=attributes)
        super().__init__(min_value=0, max_value=MOST, decimal_places=places, widget=widget, **kwargs)

    def in_minor_units(self, typed: Decimal) -> int:
        return minor_units(typed, self.currency)


class PaymentForm(KeyedForm):
    """How a session was paid, and how much where it is another amount than usual."""

    method = forms.ChoiceField(label=gettext_lazy("How was it paid?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("If it is another amount than usual: why?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("It is printed on the receipt. No health details."),
    )

    def __init__(self, data: Any = None, *, due: int, currency: str, packages: Sequence[Package] = ()) -> None:
        usual = f"{DRAWN}{packages[0].pk}" if packages else ""
        super().__init__(data, auto_id="pay-%s", initial={"amount": major(due, currency), "method": usual})
        self.amount_field = AmountField(label=_("Amount in %(currency)s") % {"currency": currency}, currency=currency)
        self.fields["amount"] = self.amount_field
        drawn = [(f"{DRAWN}{one.pk}", _from_package(one)) for one in packages]
        self.fields["method"].choices = [*drawn, *MONEY]  # type: ignore[attr-defined] # a ChoiceField
        self._packages = {str(one.pk): one for one in packages}

    @property
    def package(self) -> Package | None:
        """The package to draw from, if that was chosen."""
        return self._packages.get(str(self.cleaned_data["method"]).removeprefix(DRAWN))

    @property
    def amount_minor(self) -> int:
        return self.amount_field.in_minor_units(self.cleaned_data["amount"])


def _from_package(package: Package) -> str:
    named = {"name": package.name, "left": package.left, "sessions": package.sessions}
    return _("From “%(name)s”, paid in advance: %(left)d of %(sessions)d left") % named


class ReasonForm(KeyedForm):
    """Why something is taken back or let off."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=200)


class SellForm(KeyedForm):
    """Which course is paid in advance, and how."""

    offer = forms.ModelChoiceField(
        label=gettext_lazy("Which course?"), queryset=PackageOffer.objects.none(), widget=forms.RadioSelect
    )
    method = forms.ChoiceField(label=gettext_lazy("How was it paid?"), choices=MONEY, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, offers: Any) -> None:
        super().__init__(data, auto_id="sell-%s")
        self.fields["offer"].queryset = offers  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["offer"].empty_label = None  # type: ignore[attr-defined] # as above


class RefundForm(ReasonForm):
    """Why the rest is given back, and how."""

    method = forms.ChoiceField(label=gettext_lazy("How is it given back?"), choices=MONEY, widget=forms.RadioSelect)


class ExtendForm(RefusableForm):
    """Until when a package can be used from now on, and why."""

    until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=200)


class BillingForm(RefusableForm):
    """Tax, numbers, fees and how long packages hold."""

    tax_name = forms.CharField(
        label=gettext_lazy("What the tax is called"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("For example VAT. Empty where no tax is charged."),
    )
    tax_percent = forms.DecimalField(
        label=gettext_lazy("Tax, percent"),
        min_value=0,
        max_value=HUNDRED,
        decimal_places=2,
        help_text=gettext_lazy("Your prices contain it already."),
    )
    tax_number = forms.CharField(label=gettext_lazy("Your tax number"), required=False, max_length=40)
    yearly_numbers = forms.BooleanField(label=gettext_lazy("Begin with 1 again each year"), required=False)
    receipt_prefix = forms.CharField(label=gettext_lazy("Letters before the number of a receipt"), max_length=8)
    credit_prefix = forms.CharField(label=gettext_lazy("Letters before the number of a credit note"), max_length=8)
    late_cancel_percent = forms.IntegerField(
        label=gettext_lazy("Fee for a late cancellation, percent of the price"), min_value=0, max_value=HUNDRED
    )
    no_show_percent = forms.IntegerField(
        label=gettext_lazy("Fee for a missed visit, percent of the price"), min_value=0, max_value=HUNDRED
    )
    package_months = forms.IntegerField(
        label=gettext_lazy("Months in which a course paid in advance can be used"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("Empty: no end."),
    )
    refunds_expired = forms.BooleanField(
        label=gettext_lazy("Give back what is left even after the end"), required=False
    )

    def __init__(self, data: Any = None, *, billing: Billing) -> None:
        initial = {name: getattr(billing, name) for name in BillingDetails.__slots__ if name != "tax_basis_points"}
        percent = Decimal(billing.tax_basis_points) / HUNDRED
        super().__init__(data, auto_id="billing-%s", initial={**initial, "tax_percent": percent})

    @property
    def details(self) -> BillingDetails:
        data = dict(self.cleaned_data)
        return BillingDetails(tax_basis_points=int(data.pop("tax_percent") * HUNDRED), **data)


class OfferForm(RefusableForm):
    """A course that can be paid in advance."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    service = forms.ModelChoiceField(label=gettext_lazy("Service"), queryset=Service.objects.none())
    sessions = forms.IntegerField(label=gettext_lazy("Sessions"), min_value=2, max_value=100)

    def __init__(self, data: Any = None, *, clinic: Clinic, services: Any) -> None:
        super().__init__(data, auto_id="offer-%s")
        self.fields["service"].queryset = services  # type: ignore[attr-defined] # a ModelChoiceField
        self.price_field = AmountField(
            label=_("Price in %(currency)s") % {"currency": clinic.currency}, currency=clinic.currency
        )
        self.fields["price"] = self.price_field

    @property
    def price_minor(self) -> int:
        return self.price_field.in_minor_units(self.cleaned_data["price"])
