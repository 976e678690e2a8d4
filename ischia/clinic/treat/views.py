"""Which pages does a therapist work with on the day?"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import structs

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Role, require_role, role_of
from ischia.clinic.places.api import clinic_of
from ischia.clinic.treat.charting import marked_from_post
from ischia.clinic.treat.day_news import NO_NEWS, news_of_day
from ischia.clinic.treat.drafting import CONFLICT, key_of, save_draft, undo_draft, window_of
from ischia.clinic.treat.entered import LISTS, Entered, entered_from_post
from ischia.clinic.treat.every_question import full_form, not_asked
from ischia.clinic.treat.page import Page, note_so_far, session_page
from ischia.clinic.treat.policies import signed_in
from ischia.clinic.treat.queries import opened, session_by_id
from ischia.clinic.treat.rescreening import changed_answers
from ischia.clinic.treat.services import amend, examine, rescreen, sign
from ischia.clinic.treat.timeline_of_day import strip_of_day
from ischia.clinic.treat.today import sessions_of_day, today_rows
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import BadInput, InputFault, Refused

UNPROCESSABLE, CONFLICTED = 422, 409
BY_ITSELF = "X-Autosave"
"""Sent by the page's own script when it saves while somebody writes: it wants the parts that follow the data."""

STAFF = (Role.THERAPIST, Role.FRONT_DESK, Role.OWNER)
CLINICAL = (Role.THERAPIST, Role.OWNER)


@never_cache
@require_safe
@require_role(*STAFF)
def today(request: HttpRequest) -> HttpResponse:
    """The day's sessions: a therapist's own, or everybody's for the desk and the owner. Reading them leaves a trace."""
    role, day, clinic = role_of(request), timezone.localdate(), clinic_of(request)
    sessions = sessions_of_day(clinic=clinic, user=request.user, day=day, all_therapists=role is not Role.THERAPIST)
    if sessions:
        record_read(actor=Actor.of(request.user), subject=clinic, part="today", shown=sessions)
    now, with_health = timezone.now(), role in CLINICAL
    news = news_of_day(sessions, user=request.user, clinic=clinic, now=now) if with_health else NO_NEWS
    context = {
        "rows": today_rows(sessions, day=day, knowledge=load_knowledge(), with_health=with_health, news=news),
        "strip": strip_of_day(sessions, now=now, zone=clinic.zoneinfo),
        "day": day,
        "shows_therapist": role is not Role.THERAPIST,
        "opens": with_health,
    }
    return render(request, "treat/today.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*CLINICAL, hidden=True)
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One session, from the re-screen to the signature. A POST does one thing and leads back here."""
    found = session_by_id(request.user, session_id)
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=found, part="session")
        return _shown(request, found)
    by_itself = BY_ITSELF in request.headers
    try:
        anchor = _save(request, found, "", timezone.now()) if by_itself else _act(request, found)
    except BadInput as bad:
        return _shown(request, found, faults=bad.faults)
    except Refused as refused:
        fault = InputFault(field=refused.field or "", reason=refused.message)
        return _shown(request, found, faults=(fault,), is_conflict=refused.code == CONFLICT)
    if by_itself:
        return _shown(request, found)
    return redirect(reverse("treat:session", args=[found.pk]) + anchor)


def _shown(
    request: HttpRequest, found: Session, *, faults: tuple[InputFault, ...] = (), is_conflict: bool = False
) -> HttpResponse:
    """The page, or for the script that saves by itself its living parts. After a conflict it shows what was typed."""
    fresh = session_by_id(request.user, found.pk) if request.method == "POST" else found
    typed = _typed(request, fresh) if is_conflict else None
    page: Page = session_page(fresh, load_knowledge(), posted=request.POST.dict(), faults=faults, draft=typed)
    may_write = found.therapist.user_id == request.user.pk
    context: dict[str, Any] = {"page": page, "may_write": may_write, "is_conflict": is_conflict}
    if may_write and page.state.draft:
        context["kept_key"] = key_of(signed_in(request.user), found)
    template = "treat/parts/living.html" if BY_ITSELF in request.headers else "treat/session.html"
    status = CONFLICTED if is_conflict else UNPROCESSABLE if faults else 200
    return render(request, template, context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*CLINICAL, hidden=True)
def questions(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Every question of the safety check in one form: the long way to the re-screen of this session."""
    found = session_by_id(request.user, session_id)
    back = reverse("treat:session", args=[found.pk])
    if found.therapist.user_id != request.user.pk or hasattr(found, "record"):
        return redirect(back)
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=found, part="questions")
        return _asked_all(request, found)
    try:
        _rescreen(request, found, "", timezone.now(), withdrawn=not_asked(request.POST.dict(), load_knowledge()))
    except BadInput as bad:
        return _asked_all(request, found, faults=bad.faults)
    except Refused as refused:
        return _asked_all(request, found, faults=(InputFault(field=refused.field or "", reason=refused.message),))
    return redirect(back + "#limits")


def _asked_all(request: HttpRequest, found: Session, *, faults: tuple[InputFault, ...] = ()) -> HttpResponse:
    page = full_form(found, load_knowledge(), posted=request.POST.dict(), faults=faults)
    return render(request, "treat/questions.html", {"page": page}, status=UNPROCESSABLE if faults else 200)


def _act(request: HttpRequest, found: Session) -> str:
    """Do what the button says and name the part of the page to come back to."""
    verb, _separator, which = request.POST.get("do", "save").partition(":")
    act = ACTS.get(verb)
    if act is None:
        raise _unknown()
    return act(request, found, which, timezone.now())


def _rescreen(
    request: HttpRequest, found: Session, which: str, now: datetime, *, withdrawn: Collection[str] = ()
) -> str:
    knowledge = load_knowledge()
    changed = changed_answers(request.POST, knowledge)
    rescreen(
        actor=Actor.of(request.user),
        therapist=signed_in(request.user),
        session=found,
        changed=changed,
        knowledge=knowledge,
        now=now,
        withdrawn=withdrawn,
    )
    return "#limits"


def _examine(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    _keep(request, found, now)
    examine(
        actor=Actor.of(request.user),
        therapist=signed_in(request.user),
        session=found,
        knowledge=load_knowledge(),
        now=now,
    )
    return "#limits"


def _save(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    _keep(request, found, now)
    return "#saved"


def _mark(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    _keep(request, found, now)
    return "#body-chart"


def _add(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    _keep(request, found, now, lambda entered: entered.with_row(_rows(which)))
    return f"#{which}"


def _remove(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    name, _separator, index = which.partition(":")
    if not index.isdecimal():
        raise _unknown()
    _keep(request, found, now, lambda entered: entered.without_row(_rows(name), int(index)))
    return f"#{name}"


def _rows(name: str) -> str:
    if name not in LISTS:
        raise _unknown()
    return name


def _unknown() -> Refused:
    return Refused("unknown_act", _("This button is not known."))


def _undo(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    undo_draft(
        therapist=signed_in(request.user),
        session=found,
        entered=_typed(request, found),
        now=now,
        window=window_of(request.POST.dict()),
    )
    return "#record"


def _keep(
    request: HttpRequest,
    found: Session,
    now: datetime,
    change: Callable[[Entered], Entered] = lambda entered: entered,
) -> None:
    save_draft(
        therapist=signed_in(request.user),
        session=found,
        entered=change(_typed(request, found)),
        now=now,
        window=window_of(request.POST.dict()),
    )


def _typed(request: HttpRequest, found: Session) -> Entered:
    """The draft as the page sent it."""
    state, knowledge = opened(found), load_knowledge()
    typed = entered_from_post(request.POST.dict(), state.entered, tuple(knowledge.instruments.values()))
    typed = structs.replace(typed, chart=marked_from_post(request.POST, state.entered.chart))
    return typed.with_note(request.POST.dict(), note_so_far(state, knowledge))


def _sign(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    _keep(request, found, now)
    sign(
        actor=Actor.of(request.user),
        therapist=signed_in(request.user),
        session=session_by_id(request.user, found.pk),
        knowledge=load_knowledge(),
        now=now,
    )
    return ""


def _amend(request: HttpRequest, found: Session, which: str, now: datetime) -> str:
    text = request.POST.get("text", "")
    amend(actor=Actor.of(request.user), author=signed_in(request.user), session=found, text=text, now=now)
    return "#amendments"


ACTS: dict[str, Callable[[HttpRequest, Session, str, datetime], str]] = {
    "rescreen": _rescreen,
    "examine": _examine,
    "save": _save,
    "mark": _mark,
    "add": _add,
    "remove": _remove,
    "undo": _undo,
    "sign": _sign,
    "amend": _amend,
}
