"""Which pages move a session from the calendar, and take the last move back? Its script asks the same."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.access import bookable_session
from ischia.clinic.book.desk.forms import DropForm, WhereForm
from ischia.clinic.book.desk.policies import DESK
from ischia.clinic.book.desk.saying import Choice, choices, show_refusal, where_now
from ischia.clinic.book.desk.shown import read_asked
from ischia.clinic.book.desk.undoing import undo_move
from ischia.clinic.book.mapping import deep_minutes_of
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Session
from ischia.clinic.book.moving import MOVABLE, move_sessions
from ischia.clinic.book.presenters import names_of
from ischia.clinic.diary.api import free_slots
from ischia.clinic.people.api import require_role
from ischia.pathway.book.api import Span
from ischia.pathway.shared.errors import Refused

CONFLICT = 409


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK, hidden=True)
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Therapist and day, then a free time or any other; a refusal names everything in the way and what is free."""
    session = bookable_session(request, session_id)
    if request.method == "GET":
        return _page(request, session)
    form = DropForm(request.POST)
    try:
        asked = form.move(session)
        move_sessions(
            actor=Actor.of(request.user),
            moves=[asked],
            now=timezone.now(),
            request_key=form.wanted.get("request_key") or "",
            by_staff=True,
            reason=form.wanted.get("reason") or "desk",
            override_reason=form.wanted.get("override_reason") or "",
            tell=form.tells(by_staff=True),
        )
    except Refused as refusal:
        return _refused(request, session, refusal, form)
    if _is_script(request):
        return JsonResponse({"moved": str(session.pk)})
    return redirect(_back(request, asked.slot.start, session))


@require_POST
@require_role(*DESK, hidden=True)
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Take a move back. When its old time is gone, the form says what is in the way."""
    change = ChangeRequest.objects.filter(pk=change_id, kind=ChangeKind.MOVED).first()
    first = None if change is None else change.relocations.first()
    if change is None or first is None:
        raise Http404
    session = bookable_session(request, first.session_id)
    try:
        undo_move(actor=Actor.of(request.user), change=change, now=timezone.now())
    except Refused as refusal:
        return _refused(request, session, refusal, DropForm())
    if _is_script(request):
        return JsonResponse({"moved": str(session.pk)})
    return redirect(_back(request, first.from_starts_at, session))


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _back(request: HttpRequest, start: datetime, session: Session) -> str:
    """The address of the calendar as it was asked for, on the day to which the session went."""
    day = start.astimezone(session.client.clinic.zoneinfo).date()
    query = replace(read_asked(request.GET, day), day=day).query
    return f"{reverse('book:desk:calendar')}?{query}#visit-{session.pk}"


def _refused(request: HttpRequest, session: Session, refusal: Refused, form: DropForm) -> HttpResponse:
    clinic = session.client.clinic
    shown = show_refusal(refusal, names_of(clinic), clinic.zoneinfo)
    if _is_script(request):
        return JsonResponse(msgspec.to_builtins(shown), status=CONFLICT)
    return _page(request, session, form=form, refusal=shown, status=CONFLICT)


def _page(request: HttpRequest, session: Session, *, status: int = 200, **more: Any) -> HttpResponse:
    clinic, now = session.client.clinic, timezone.now()
    asked_for = {name: request.POST.get(name) or request.GET.get(name) for name in ("therapist", "on")}
    where = WhereForm({name: value or _own(session)[name] for name, value in asked_for.items()}, session=session)
    therapist, day = where.wanted
    back = read_asked(request.GET, session.starts_at.astimezone(clinic.zoneinfo).date())
    context = {
        "session": session,
        "now_at": where_now(session, clinic.zoneinfo),
        "is_movable": session.status in MOVABLE and session.starts_at > now,
        "where": where,
        "therapist": therapist,
        "on": day,
        "times": _free(session, therapist.pk, day, now) if session.status in MOVABLE else (),
        "form": DropForm(),
        "back": back,
        "request_key": uuid4(),
        **more,
    }
    return render(request, "book/desk/move.html", context, status=status)


def _own(session: Session) -> dict[str, str]:
    day = session.starts_at.astimezone(session.client.clinic.zoneinfo).date()
    return {"therapist": str(session.therapist_id), "on": day.isoformat()}


def _free(session: Session, therapist: UUID, day: date, now: datetime) -> tuple[Choice, ...]:
    """What can really be booked on the day with the therapist, the session's own time looked through."""
    clinic = session.client.clinic
    begin = datetime.combine(day, time(0), clinic.zoneinfo)
    found = free_slots(
        clinic=clinic,
        service=session.service,
        now=now,
        therapists=[therapist],
        window=Span(begin, datetime.combine(day + timedelta(days=1), time(0), clinic.zoneinfo)),
        client=session.client_id,
        without=[session.occupancy_id],
        deep_minutes=deep_minutes_of(session.course.care_plan, session.service),
    )
    others = [slot for slot in found if (slot.start, slot.therapist) != (session.starts_at, str(session.therapist_id))]
    return choices(others, names_of(clinic), clinic.zoneinfo)
