"""Which pages does somebody see who waits: join, where I stand, an offer, leave?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.access import acts_as_staff, bookable_episode
from ischia.clinic.book.forms import PolicyForm
from ischia.clinic.book.policies import gate_for
from ischia.clinic.book.queries import sessions_left
from ischia.clinic.book.waitlist.answering import accept_offer, check_open, decline_offer, offer_by_secret
from ischia.clinic.book.waitlist.forms import JoinForm
from ischia.clinic.book.waitlist.joining import join_waitlist, leave_waitlist
from ischia.clinic.book.waitlist.models import EntryStatus, Offer, WaitlistEntry
from ischia.clinic.book.waitlist.offering import advance_offers
from ischia.clinic.book.waitlist.presenters import moment, not_yet, place_in_line, show_offer, wishes_in_words
from ischia.clinic.book.waitlist.queries import ahead_of, entry_detail, movable_visits, open_offer_of
from ischia.clinic.people.api import Episode, can_book_for
from ischia.clinic.places.api import check_policy_read, clinic_of
from ischia.clinic.plan.api import latest_care_plan
from ischia.pathway.book.api import Permission
from ischia.pathway.shared.errors import NotFound, Refused

GONE, FORBIDDEN, CONFLICT, UNPROCESSABLE, MISSING = 410, 403, 409, 422, 404


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def join(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Say what would do, and wait. The desk does it for a client on the same page."""
    episode = bookable_episode(request, episode_id)
    now = timezone.now()
    gate = gate_for(episode, now=now)
    care_plan = latest_care_plan(episode)
    if gate.permission is Permission.NOTHING or care_plan is None:
        return render(request, "book/shut.html", {"why_not": gate.why_not}, status=FORBIDDEN)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        episode=episode,
        visits=movable_visits(episode, now),
        may_add=sessions_left(care_plan, now) > 0,
    )
    if request.method == "POST" and form.is_valid():
        return _joined(request, episode, form, now)
    return _join_page(request, episode, form, status=UNPROCESSABLE if form.errors else 200)


def _joined(request: HttpRequest, episode: Episode, form: JoinForm, now: datetime) -> HttpResponse:
    try:
        entry = join_waitlist(actor=Actor.of(request.user), episode=episode, wishes=form.wishes(), now=now)
    except Refused as refusal:
        return _join_page(request, episode, form, refusal=refusal, status=CONFLICT)
    return redirect("book:waitlist:entry", entry.pk)


def _join_page(
    request: HttpRequest, episode: Episode, form: JoinForm, *, status: int, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "episode": episode,
        "form": form,
        "refusal": refusal,
        "for_somebody": acts_as_staff(request, episode.client),
    }
    return render(request, "waitlist/join.html", context, status=status)


@never_cache
@require_safe
@login_required
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Where I stand, and what is offered to me."""
    return _entry_page(request, _own_entry(request, entry_id), PolicyForm())


def _entry_page(
    request: HttpRequest,
    found: WaitlistEntry,
    form: PolicyForm,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    client = found.episode.client
    advance_offers(clinic=client.clinic, now=now)
    offer = open_offer_of(found, now)
    zone = client.clinic.zoneinfo
    is_on = found.status == EntryStatus.WAITING and found.until >= now.astimezone(zone).date()
    context: dict[str, Any] = {
        "entry": found,
        "is_on": is_on,
        "for_somebody": acts_as_staff(request, client),
        "wishes": wishes_in_words(found, zone),
        "standing": place_in_line(ahead_of(found, now)),
        "not_yet": not_yet(gate_for(found.episode, now=now).permission),
        "offer": show_offer(offer, zone, now) if offer else None,
        "clinic": client.clinic,
        "form": form,
        "refusal": refusal,
        "booked": found.offers.filter(session__isnull=False).select_related("session").first(),
    }
    return render(request, "waitlist/entry.html", context, status=status)


def _own_entry(request: HttpRequest, entry_id: UUID) -> WaitlistEntry:
    try:
        found = entry_detail(entry_id)
    except NotFound as missing:
        raise Http404 from missing
    if not can_book_for(request.user, found.episode.client):
        raise Http404
    return found


@require_POST
@login_required
def leave(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Stop waiting. An offer goes to the next person."""
    found = _own_entry(request, entry_id)
    leave_waitlist(actor=Actor.of(request.user), entry=found, now=timezone.now(), reason="asked")
    return redirect("book:waitlist:entry", found.pk)


@require_POST
@login_required
def answer_signed_in(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take what is offered, or pass it on."""
    found = _own_entry(request, entry_id)
    now = timezone.now()
    offer = found.offers.filter(pk=_offer_id(request)).first()
    if offer is None:
        raise Http404
    form = PolicyForm(request.POST)
    try:
        if request.POST.get("do") == "decline":
            decline_offer(actor=Actor.of(request.user), offer=offer, now=now)
            return redirect("book:waitlist:entry", found.pk)
        check_open(offer, now)
        if not form.is_valid():
            return _entry_page(request, found, form, status=UNPROCESSABLE)
        read = check_policy_read(clinic_of(request), request.POST.get("policy_version", ""))
        session = accept_offer(actor=Actor.of(request.user), offer=offer, policy_version=read, now=now)
    except Refused as refusal:
        return _entry_page(request, entry_detail(found.pk), PolicyForm(), refusal=refusal, status=CONFLICT)
    return redirect("book:course", session.course_id)


def _offer_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("offer", ""))
    except ValueError as unreadable:
        raise Http404 from unreadable


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of a message. It works without signing in, and then shows nothing about anybody."""
    try:
        found = offer_by_secret(secret)
    except NotFound:
        return _said(request, "unknown", MISSING)
    if request.user.is_authenticated:
        if not can_book_for(request.user, found.entry.episode.client):
            return _said(request, "foreign", FORBIDDEN)
        return redirect("book:waitlist:entry", found.entry_id)
    if request.method == "POST":
        return _answered(request, found, secret)
    return _offer_page(request, found, secret, PolicyForm())


def _offer_page(
    request: HttpRequest, found: Offer, secret: str, form: PolicyForm, *, refusal: Refused | None = None
) -> HttpResponse:
    now = timezone.now()
    try:
        check_open(found, now)
    except Refused as over:
        return _said(request, over.code, GONE)
    clinic = found.entry.episode.client.clinic
    context = {
        "until": moment(found.expires_at, clinic.zoneinfo, now),
        "clinic": clinic,
        "secret": secret,
        "form": form,
        "refusal": refusal,
        "moves": found.entry.instead_of_id is not None,
    }
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "waitlist/offer.html", context, status=status)


def _answered(request: HttpRequest, found: Offer, secret: str) -> HttpResponse:
    actor, now = Actor.link(id=str(found.pk), label="waitlist link"), timezone.now()
    form = PolicyForm(request.POST)
    try:
        check_open(found, now)
        if request.POST.get("do") == "decline":
            decline_offer(actor=actor, offer=found, now=now)
            return _said(request, "declined", 200)
        if not form.is_valid():
            return _offer_page(request, found, secret, form)
        read = check_policy_read(clinic_of(request), request.POST.get("policy_version", ""))
        accept_offer(actor=actor, offer=found, policy_version=read, now=now)
    except Refused as refusal:
        return _offer_page(request, offer_by_secret(secret), secret, PolicyForm(), refusal=refusal)
    return _said(request, "accepted", 200)


def _said(request: HttpRequest, what: str, status: int) -> HttpResponse:
    """One plain sentence about a link and what to do next."""
    return render(request, "waitlist/said.html", {"what": what}, status=status)
