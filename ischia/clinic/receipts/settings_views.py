"""On which page does an owner say how the clinic bills, and which courses can be paid in advance?"""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Role, require_role
from ischia.clinic.places.api import Clinic, RefusableForm, clinic_of, row_of, services_of
from ischia.clinic.receipts.billing import billing_of, set_billing, set_offer, withdraw_offer
from ischia.clinic.receipts.forms import BillingForm, OfferForm
from ischia.clinic.receipts.models import PackageOffer
from ischia.clinic.receipts.presenters import offer_in_words
from ischia.clinic.receipts.queries import offers_of
from ischia.pathway.shared.errors import Refused

UNPROCESSABLE = 422
Asked = tuple[RefusableForm, Callable[[], object]]


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.OWNER)
def billing(request: HttpRequest) -> HttpResponse:
    """Tax, numbers, fees, packages. A POST does one thing, named by `do`."""
    clinic = clinic_of(request)
    if request.method == "GET":
        return _page(request, clinic, {})
    do = request.POST.get("do", "")
    if do not in ASKS:
        raise BadRequest("unknown act")
    form, act = ASKS[do](request, clinic)
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("receipts:billing")
    return _page(request, clinic, {do: form})


def _page(request: HttpRequest, clinic: Clinic, wrong: Mapping[str, RefusableForm]) -> HttpResponse:
    context = {
        "form": wrong.get("billing") or BillingForm(billing=billing_of(clinic)),
        "offer_form": wrong.get("offer") or OfferForm(clinic=clinic, services=services_of(clinic)),
        "offers": [(one.pk, offer_in_words(one, clinic)) for one in offers_of(clinic)],
        "wrong": next(iter(wrong.values()), None),
    }
    return render(request, "receipts/billing.html", context, status=UNPROCESSABLE if wrong else 200)


def _set(request: HttpRequest, clinic: Clinic) -> Asked:
    form = BillingForm(request.POST, billing=billing_of(clinic))
    return form, lambda: set_billing(actor=Actor.of(request.user), clinic=clinic, details=form.details)


def _offer(request: HttpRequest, clinic: Clinic) -> Asked:
    form = OfferForm(request.POST, clinic=clinic, services=services_of(clinic))

    def act() -> PackageOffer:
        data = form.cleaned_data
        return set_offer(
            actor=Actor.of(request.user),
            clinic=clinic,
            service=data["service"],
            name=data["name"],
            sessions=data["sessions"],
            price_minor=form.price_minor,
        )

    return form, act


def _withdraw(request: HttpRequest, clinic: Clinic) -> Asked:
    offer = row_of(request, offers_of(clinic))
    return RefusableForm(request.POST), lambda: withdraw_offer(actor=Actor.of(request.user), offer=offer)


ASKS: Mapping[str, Callable[[HttpRequest, Clinic], Asked]] = {
    "billing": _set,
    "offer": _offer,
    "withdraw": _withdraw,
}
