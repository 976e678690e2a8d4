"""Which pages take payments and show receipts? The desk's list, one session's payment, one receipt and its PDF."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.book.api import Session, session_detail
from ischia.clinic.people.api import check_can_read_client, require_role, role_of
from ischia.clinic.places.api import Clinic, amount, clinic_of, money
from ischia.clinic.receipts.billing import billing_of, charge_for
from ischia.clinic.receipts.forms import PaymentForm, ReasonForm
from ischia.clinic.receipts.models import Charge, LetOff, Method, Receipt
from ischia.clinic.receipts.paper import paper
from ischia.clinic.receipts.policies import DESK, check_can_read_receipt
from ischia.clinic.receipts.presenters import came_in, owing_lines, show_receipt, taken_rows
from ischia.clinic.receipts.queries import open_packages, owing_at, receipt_by_id, receipt_of, taken_on
from ischia.clinic.receipts.services import correct_receipt, draw_from, let_off, take_payment
from ischia.clinic.receipts.writing import Asked
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE = 422


@never_cache
@require_safe
@require_role(*DESK)
def payments(request: HttpRequest) -> HttpResponse:
    """What is still to be taken, and what today came to."""
    clinic, now = clinic_of(request), timezone.now()
    owing = owing_at(clinic, now=now)
    if owing:
        shown = {one.session.client_id: one.session.client for one in owing}
        record_read(actor=Actor.of(request.user), subject=clinic, part="payments", shown=shown.values())
    today = timezone.localdate(now, clinic.zoneinfo)
    taken = taken_on(clinic, today)
    context = {
        "owing": owing_lines(owing, clinic),
        "taken": taken_rows(taken, clinic),
        "came_in": came_in(taken, clinic),
        "today": today,
        "taken_head": (_("How"), _("Receipts"), _("Came in"), _("Given back")),
    }
    return render(request, "receipts/payments.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK, hidden=True)
def pay(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """How one session was paid; then its receipt. No card data is asked for: the terminal has it."""
    session = _session(request, session_id)
    found = charge_for(session, billing_of(session.client.clinic))
    done = receipt_of(session)
    if done is not None or found is None or LetOff.objects.filter(session=session).exists():
        context = {**_about(session), "receipt": done, "is_ahead": found is None}
        return render(request, "receipts/not_due.html", context)
    charge, due = found
    packages = list(open_packages(session.client, today=timezone.localdate())) if charge is Charge.SESSION else []
    fitting = [one for one in packages if one.service_id == session.service_id]
    options: dict[str, Any] = {"due": due, "currency": session.client.clinic.currency, "packages": fitting}
    form = PaymentForm(request.POST if request.method == "POST" else None, **options)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _taken(request, session, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Paid. The receipt has the number %(number)s.") % {"number": receipt.number})
            return redirect("receipts:receipt", receipt.pk)
    return _pay_page(request, session, charge, due, form)


def _pay_page(request: HttpRequest, session: Session, charge: Charge, due: int, form: PaymentForm) -> HttpResponse:
    context = {
        **_about(session),
        "charge": charge.label,
        "is_fee": charge is not Charge.SESSION,
        "due": money(due, session.client.clinic),
        "form": form,
        "free": ReasonForm(auto_id="free-%s"),
    }
    return render(request, "receipts/pay.html", context, status=UNPROCESSABLE if form.errors else 200)


def _taken(request: HttpRequest, session: Session, form: PaymentForm) -> Receipt:
    asked = _asked(request, form.cleaned_data["request_key"])
    if form.package is not None:
        return draw_from(asked=asked, session=session, package=form.package)
    data = form.cleaned_data
    return take_payment(
        asked=asked,
        session=session,
        method=Method(data["method"]),
        amount_minor=form.amount_minor,
        reason=data["reason"],
    )


@never_cache
@require_POST
@require_role(*DESK, hidden=True)
def free(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Asks nothing for a session, with a reason."""
    session = _session(request, session_id)
    let_off(
        actor=Actor.of(request.user), session=session, reason=request.POST.get("reason", "")[:200], now=timezone.now()
    )
    messages.success(request, _("Nothing is asked for this visit. The reason was written down."))
    return redirect("receipts:payments")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """One receipt as a page. The desk can take it back here."""
    found = receipt_by_id(receipt_id)
    check_can_read_receipt(request.user, found)
    is_desk = role_of(request) in DESK
    form = ReasonForm(request.POST if request.method == "POST" else None, auto_id="back-%s")
    if request.method == "POST":
        if not is_desk:
            raise NotFound("No such receipt")
        if form.is_valid():
            try:
                note = correct_receipt(
                    asked=_asked(request, form.cleaned_data["request_key"]),
                    receipt=found,
                    reason=form.cleaned_data["reason"],
                )
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("Taken back by credit note %(number)s.") % {"number": note.number})
                return redirect("receipts:receipt", note.pk)
    return _receipt_page(request, found, form, is_desk=is_desk)


def _receipt_page(request: HttpRequest, found: Receipt, form: ReasonForm, *, is_desk: bool) -> HttpResponse:
    record_read(actor=Actor.of(request.user), subject=found, part="receipt")
    notes = list(found.credit_notes.all())
    back = not found.is_credit_note and found.session_id is not None and not notes
    context = {
        "receipt": show_receipt(found, get_language() or ""),
        "row": found,
        "is_desk": is_desk,
        "may_take_back": is_desk and back,
        "notes": [(note.pk, note.number, amount(note.amount_minor, note.currency)) for note in notes],
        "form": form,
    }
    return render(request, "receipts/receipt.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
@login_required
def receipt_pdf(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """One receipt as a PDF to keep. The file's name names nobody."""
    found = receipt_by_id(receipt_id)
    check_can_read_receipt(request.user, found)
    made = paper(show_receipt(found, get_language() or ""))
    record_read(actor=Actor.of(request.user), subject=found, part="receipt.pdf")
    return HttpResponse(
        made.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found.kind}-{found.number}.pdf"'},
    )


def _session(request: HttpRequest, session_id: UUID) -> Session:
    """The session, of a client whom the desk may see."""
    session = session_detail(session_id)
    check_can_read_client(request.user, session.client)
    return session


def _about(session: Session) -> dict[str, Any]:
    clinic: Clinic = session.client.clinic
    when = date_format(session.starts_at.astimezone(clinic.zoneinfo), "l j F Y, H:i")
    return {"session": session, "client": session.client, "when": when}


def _asked(request: HttpRequest, key: str) -> Asked:
    return Asked(actor=Actor.of(request.user), now=timezone.now(), request_key=key)
