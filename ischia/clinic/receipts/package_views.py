"""Which pages sell a course in advance, show what is left of it, extend it and give the rest back?"""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import readable_client, require_role
from ischia.clinic.places.api import RefusableForm, amount, clinic_of
from ischia.clinic.receipts.forms import ExtendForm, RefundForm, SellForm
from ischia.clinic.receipts.models import Method, Package
from ischia.clinic.receipts.packages import extend_package, refund_package, sell_package
from ischia.clinic.receipts.policies import DESK
from ischia.clinic.receipts.presenters import offer_in_words, package_lines, receipt_lines
from ischia.clinic.receipts.queries import offers_of
from ischia.clinic.receipts.writing import Asked
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK, hidden=True)
def sell(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A client pays a course in advance."""
    client, clinic = readable_client(request.user, client_id), clinic_of(request)
    form = SellForm(request.POST if request.method == "POST" else None, offers=offers_of(clinic))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            receipt = sell_package(
                asked=_asked(request, data["request_key"]),
                client=client,
                offer=data["offer"],
                method=Method(data["method"]),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Paid. The receipt has the number %(number)s.") % {"number": receipt.number})
            return redirect("receipts:receipt", receipt.pk)
    record_read(actor=Actor.of(request.user), subject=client, part="packages")
    offers = [(str(one.pk), offer_in_words(one, clinic)) for one in offers_of(clinic)]
    context = {"client": client, "form": form, "offers": offers}
    return render(request, "receipts/sell.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK, hidden=True)
def package(request: HttpRequest, package_id: UUID) -> HttpResponse:
    """What is left of a package and which sessions were drawn; a POST extends it or gives the rest back."""
    rows = Package.objects.select_related("client__clinic", "service")
    found = rows.filter(pk=package_id, clinic=clinic_of(request)).first()
    if found is None:
        raise NotFound("No such package")
    if request.method == "GET":
        return _page(request, found, ExtendForm(auto_id="extend-%s"), RefundForm(auto_id="refund-%s"))
    if request.POST.get("do") == "extend":
        return _extend(request, found)
    if request.POST.get("do") == "refund":
        return _refund(request, found)
    raise BadRequest("unknown act")


def _extend(request: HttpRequest, found: Package) -> HttpResponse:
    form = ExtendForm(request.POST, auto_id="extend-%s")
    if form.is_valid():
        try:
            extend_package(actor=Actor.of(request.user), package=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The course can be used longer now."))
            return redirect("receipts:package", found.pk)
    return _page(request, found, form, RefundForm(auto_id="refund-%s"), wrong=form)


def _refund(request: HttpRequest, found: Package) -> HttpResponse:
    form = RefundForm(request.POST, auto_id="refund-%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            note = refund_package(
                asked=_asked(request, data["request_key"]),
                package=found,
                reason=data["reason"],
                method=Method(data["method"]),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Given back by credit note %(number)s.") % {"number": note.number})
            return redirect("receipts:receipt", note.pk)
    return _page(request, found, ExtendForm(auto_id="extend-%s"), form, wrong=form)


def _page(
    request: HttpRequest, found: Package, extend: ExtendForm, refund: RefundForm, wrong: RefusableForm | None = None
) -> HttpResponse:
    record_read(actor=Actor.of(request.user), subject=found.client, part="packages")
    context = {
        "package": found,
        "line": package_lines([found])[0],
        "value_left": amount(found.value_left_minor, found.currency),
        "price": amount(found.price_minor, found.currency),
        "receipts": receipt_lines(found.receipts.all()),
        "receipts_head": (_("Number"), _("Date"), _("For"), _("Amount")),
        "extend": extend,
        "refund": refund,
        "wrong": wrong,
    }
    return render(request, "receipts/package.html", context, status=UNPROCESSABLE if wrong else 200)


def _asked(request: HttpRequest, key: str) -> Asked:
    return Asked(actor=Actor.of(request.user), now=timezone.now(), request_key=key)
