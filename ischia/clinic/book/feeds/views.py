"""Which pages let calendars out and in: my calendar address, the feed itself, a therapist's calendars elsewhere?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.feeds.feeding import end_feed, feed_by_secret, feed_of, has_feed, make_feed
from ischia.clinic.book.feeds.forms import AddressForm, FileForm
from ischia.clinic.book.feeds.importing import add_outside_calendar, conflicts_of, read_outside, remove_outside
from ischia.clinic.book.feeds.models import OutsideCalendar
from ischia.clinic.people.api import Client, Therapist, client_of, therapist_of
from ischia.clinic.places.api import clinic_of
from ischia.interop.ical.api import CONTENT_TYPE
from ischia.pathway.shared.errors import NotFound, Refused

GONE, UNPROCESSABLE, MISSING = 410, 422, 404


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar file. Whoever knows the address may read it; nothing changed is answered with 304."""
    now = timezone.now()
    try:
        found = feed_of(feed_by_secret(secret), now)
    except NotFound:
        return HttpResponse("No such calendar.\n", content_type="text/plain", status=MISSING)
    except Refused as ended:
        return HttpResponse(f"{ended.message}\n", content_type="text/plain", status=GONE)
    changed = int(found.changed_at.timestamp())
    response = HttpResponse(found.data, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = found.etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Content-Disposition"] = 'inline; filename="visits.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(request, etag=found.etag, last_modified=changed, response=response)
    return response if answer is None else answer


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My own calendar addresses, and, for a therapist, calendars elsewhere that block time."""
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    fresh: tuple[str, str] | None = None,
    file_form: FileForm | None = None,
    address_form: AddressForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    owners = _owners(request)
    therapist = owners.get("therapist")
    context: dict[str, Any] = {
        "owners": [(whose, has_feed(owner), _fresh(whose, fresh)) for whose, owner in owners.items()],
        "therapist": therapist,
        "file_form": file_form or FileForm(),
        "address_form": address_form or AddressForm(prefix="address"),
        "hosts": settings.ISCHIA_CALENDAR_HOSTS,
        "refusal": refusal,
    }
    if isinstance(therapist, Therapist):
        context["outside"] = OutsideCalendar.objects.filter(therapist=therapist)
        context["conflicts"] = conflicts_of(therapist, now)
    return render(request, "feeds/mine.html", context, status=status)


def _fresh(whose: str, fresh: tuple[str, str] | None) -> str:
    return fresh[1] if fresh is not None and fresh[0] == whose else ""


def _owners(request: HttpRequest) -> dict[str, Therapist | Client]:
    """Whose visits this visitor may have in a calendar: their own, as a therapist, as a client or both."""
    found = {"therapist": therapist_of(request.user), "client": client_of(request.user, clinic_of(request))}
    return {whose: owner for whose, owner in found.items() if owner is not None}


@never_cache
@require_POST
@login_required
def act(request: HttpRequest, whose: str) -> HttpResponse:
    """Make, replace or end my address. A new one is shown on this page, and never again."""
    owner = _owners(request).get(whose)
    if owner is None:
        raise Http404
    actor, now = Actor.of(request.user), timezone.now()
    if request.POST.get("do") == "end":
        end_feed(actor=actor, owner=owner, now=now)
        return redirect("book:feeds:mine")
    secret = make_feed(actor=actor, owner=owner, now=now)
    return _page(request, fresh=(whose, request.build_absolute_uri(reverse("book:feeds:feed", args=[secret]))))


@never_cache
@require_POST
@login_required
def add_file(request: HttpRequest) -> HttpResponse:
    """Read a calendar file at once. A second file of the same name takes the place of the first."""
    therapist = _therapist(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=UNPROCESSABLE)
    actor, now, name = Actor.of(request.user), timezone.now(), form.cleaned_data["name"].strip()
    known = OutsideCalendar.objects.filter(therapist=therapist, name=name, url="").first()
    try:
        outside = known or add_outside_calendar(actor=actor, therapist=therapist, name=name, now=now)
        _read(actor, outside, form.cleaned_data["file"].read(), now, is_new=known is None)
    except Refused as refusal:
        form.add_error("name" if refusal.field == "name" else "file", refusal.message)
        return _page(request, file_form=form, status=UNPROCESSABLE)
    return redirect("book:feeds:mine")


def _read(actor: Actor, outside: OutsideCalendar, data: bytes, now: datetime, *, is_new: bool) -> None:
    try:
        read_outside(actor=actor, outside=outside, data=data, now=now)
    except Refused:
        if is_new:
            remove_outside(actor=actor, outside=outside, now=now)
        raise


@never_cache
@require_POST
@login_required
def add_address(request: HttpRequest) -> HttpResponse:
    """Keep an address; it is fetched later, never while somebody waits for a page."""
    therapist = _therapist(request)
    form = AddressForm(request.POST, prefix="address")
    if not form.is_valid():
        return _page(request, address_form=form, status=UNPROCESSABLE)
    data = form.cleaned_data
    try:
        add_outside_calendar(
            actor=Actor.of(request.user), therapist=therapist, name=data["name"], now=timezone.now(), url=data["url"]
        )
    except Refused as refusal:
        form.add_error("name" if refusal.field == "name" else "url", refusal.message)
        return _page(request, address_form=form, status=UNPROCESSABLE)
    return redirect("book:feeds:mine")


@require_POST
@login_required
def remove(request: HttpRequest, outside_id: UUID) -> HttpResponse:
    """Forget a calendar elsewhere, and give its time back."""
    outside = OutsideCalendar.objects.filter(pk=outside_id, therapist=_therapist(request)).first()
    if outside is None:
        raise Http404
    remove_outside(actor=Actor.of(request.user), outside=outside, now=timezone.now())
    return redirect("book:feeds:mine")


def _therapist(request: HttpRequest) -> Therapist:
    found = therapist_of(request.user)
    if found is None:
        raise Http404
    return found
