"""Which pages move or cancel visits that are booked: one, this and those after it, or all?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.access import acts_as_staff, bookable_session
from ischia.clinic.book.cancelling import cancel_sessions
from ischia.clinic.book.change_forms import PATTERNS, SCOPES, ChangeForm, WhereToForm, read_moves
from ischia.clinic.book.change_presenters import days_of_times, in_words, show_moves
from ischia.clinic.book.models import Session
from ischia.clinic.book.moving import Move, move_sessions
from ischia.clinic.book.policies import gate_for
from ischia.clinic.book.presenters import names_of, show_sessions
from ischia.clinic.book.rearranging import Rearranged, Scope, checked, in_scope, rearrange, times_for
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.book.taken import SlotTaken
from ischia.clinic.book.visits import is_late
from ischia.pathway.book.api import Hindrance, Permission
from ischia.pathway.shared.errors import Refused


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """First a new time for one visit, then every visit that follows it with its new time; then all is moved at once."""
    session, now = bookable_session(request, session_id), timezone.now()
    by_staff = acts_as_staff(request, session.client)
    gate = gate_for(session.course.episode, now=now)
    if gate.permission is not Permission.CONFIRM:
        return render(request, "book/shut.html", {"why_not": gate.why_not}, status=403)
    if session.status not in AHEAD or session.starts_at <= now or (is_late(session, now) and not by_staff):
        context = {**_context(session), "is_over": session.status not in AHEAD or session.starts_at <= now}
        return render(request, "book/move_not.html", context, status=409 if request.method == "POST" else 200)
    if request.method == "POST":
        return _move(request, session, by_staff=by_staff)
    form = WhereToForm(request.GET)
    slot = form.slot(session, by_staff=by_staff)
    if slot is None:
        return _times_page(request, session, form, by_staff=by_staff)
    scope = form.scope_wanted
    rows = rearrange(session=session, slot=slot, scope=scope, pattern=form.pattern_wanted, now=now, by_staff=by_staff)
    return _review_page(request, session, rows, by_staff=by_staff)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def cancel(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Asks once more, and which visits; then cancels those and no others."""
    session, now = bookable_session(request, session_id), timezone.now()
    by_staff = acts_as_staff(request, session.client)
    if request.method == "POST":
        return _cancel(request, session, by_staff=by_staff)
    ahead = in_scope(session, Scope.ALL, now)
    scope = WhereToForm(request.GET).scope_wanted
    ticked = {each.pk for each in in_scope(session, scope, now)}
    zone = session.client.clinic.zoneinfo
    context = {
        **_context(session),
        "shown": show_sessions([session], zone)[0],
        "is_ahead": session.pk in {each.pk for each in ahead},
        "visits": [(each, in_words(each, zone), each.pk in ticked, is_late(each, now)) for each in ahead],
        "is_late": any(is_late(each, now) for each in ahead if each.pk in ticked),
        "scopes": SCOPES,
        "form": ChangeForm(),
        "by_staff": by_staff,
        "request_key": uuid4(),
    }
    return render(request, "book/cancel.html", context)


def _cancel(request: HttpRequest, session: Session, *, by_staff: bool) -> HttpResponse:
    form = ChangeForm(request.POST)
    wanted = form.wanted
    named = request.POST.getlist("session") or [str(session.pk)]
    waive = by_staff and bool(wanted.get("waive"))
    of_course = session.course.sessions.select_related("client__clinic", "course")
    chosen = [each for each in of_course if str(each.pk) in named]
    cancel_sessions(
        actor=Actor.of(request.user),
        sessions=chosen,
        now=timezone.now(),
        request_key=wanted.get("request_key") or f"cancel-{session.pk}",
        reason=(wanted.get("reason") or ("" if waive else "staff")) if by_staff else "client",
        waive=waive,
        tell=form.tells(by_staff=by_staff),
    )
    return redirect("book:course", session.course_id)


def _move(request: HttpRequest, session: Session, *, by_staff: bool) -> HttpResponse:
    now, form = timezone.now(), ChangeForm(request.POST)
    wanted = form.wanted
    ahead = in_scope(session, Scope.ALL, now)
    slots = read_moves(request.POST, ahead)
    try:
        move_sessions(
            actor=Actor.of(request.user),
            moves=[Move(session=each, slot=slot) for each, slot in slots.items()],
            now=now,
            request_key=wanted.get("request_key") or "",
            by_staff=by_staff,
            reason=(wanted.get("reason") or "staff") if by_staff else "client",
            override_reason=wanted.get("override_reason") or "",
            tell=form.tells(by_staff=by_staff),
        )
    except Refused as refusal:
        if not isinstance(refusal, SlotTaken) and refusal.code != Hindrance.DECISION_FIRST:
            raise
        rows = checked(list(slots), {each.pk: slot for each, slot in slots.items()}, now, by_staff=by_staff)
        return _review_page(request, session, rows, by_staff=by_staff, status=409)
    return redirect("book:course", session.course_id)


def _times_page(request: HttpRequest, session: Session, form: WhereToForm, *, by_staff: bool) -> HttpResponse:
    clinic, now = session.client.clinic, timezone.now()
    anybody = bool(form.wanted.get("anybody"))
    times = times_for(
        session,
        form.scope_wanted,
        now,
        pattern=form.pattern_wanted,
        anybody=anybody,
        may_pass_review=by_staff,
    )
    context = {
        **_context(session),
        "days": days_of_times(times, names_of(clinic), clinic.zoneinfo),
        "form": form,
        "scopes": SCOPES if len(in_scope(session, Scope.ALL, now)) > 1 else SCOPES[:1],
        "scope": form.scope_wanted,
        "patterns": PATTERNS,
        "pattern": form.pattern_wanted,
        "anybody": anybody,
        "by_staff": by_staff,
    }
    return render(request, "book/move.html", context)


def _review_page(
    request: HttpRequest, session: Session, rows: Sequence[Rearranged], *, by_staff: bool, status: int = 200
) -> HttpResponse:
    clinic = session.client.clinic
    context = {
        **_context(session),
        "moves": show_moves(rows, names_of(clinic), clinic.zoneinfo),
        "clashes": sum(bool(row.conflicts) or row.is_after_review for row in rows),
        "is_refused": status != 200,
        "form": ChangeForm(),
        "by_staff": by_staff,
        "request_key": uuid4(),
    }
    return render(request, "book/move_review.html", context, status=status)


def _context(session: Session) -> Mapping[str, Any]:
    clinic = session.client.clinic
    return {
        "session": session,
        "clinic": clinic,
        "when": in_words(session, clinic.zoneinfo),
    }
