"""Which pages show the calendar: the day or the week as a list, its data for the drawn columns, and the search?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.audit.api import Actor, record_read, record_reads
from ischia.clinic.book.desk.finding import find
from ischia.clinic.book.desk.policies import DESK, STAFF, only_of
from ischia.clinic.book.desk.presenters import show_board, title_of
from ischia.clinic.book.desk.queries import Board, board_of
from ischia.clinic.book.desk.saying import moved_in_words
from ischia.clinic.book.desk.shown import Asked, By, View, read_asked
from ischia.clinic.book.desk.undoing import last_move
from ischia.clinic.book.desk.words import words_of_the_script
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.waitlist.api import WaitlistEntry, waiting_in_order
from ischia.clinic.book.waitlist.presenters import wishes_in_words
from ischia.clinic.people.api import Therapist, require_role
from ischia.clinic.places.api import Clinic, clinic_of

PART = "calendar"
SIDE = 12
"""So many of those who wait stand beside the calendar; the others are on the waitlist's own page."""


@never_cache
@require_safe
@require_role(*STAFF)
def calendar(request: HttpRequest) -> HttpResponse:
    """The columns as a list that can be read and worked with by itself; a script draws them where there is room."""
    clinic, now, only = clinic_of(request), timezone.now(), only_of(request)
    asked = _asked(request, clinic, only, now)
    board = _board(clinic, asked, only, now)
    waiting = list(waiting_in_order(clinic, now)[: SIDE + 1]) if only is None else []
    record_reads(
        actor=Actor.of(request.user),
        subject=clinic,
        shown={PART: _clients(board), "waitlist": [entry.episode.client_id for entry in waiting]},
    )
    context: dict[str, Any] = {
        "asked": asked,
        "title": title_of(asked),
        "today": now.astimezone(clinic.zoneinfo).date(),
        "calendar": show_board(board, asked, now),
        "is_desk": only is None,
        "is_week": asked.view is View.WEEK,
        "by_room": asked.by is By.ROOM,
        "statuses": [(each.value, each.label) for each in Status if each not in _NEVER_SHOWN],
        "words": words_of_the_script(),
        **(_side(request, clinic, waiting, now) if only is None else {}),
    }
    return render(request, "book/desk/calendar.html", context)


_NEVER_SHOWN = (Status.CANCELLED, Status.LATE_CANCELLED)


@never_cache
@require_safe
@require_role(*STAFF)
def data(request: HttpRequest) -> HttpResponse:
    """The same columns as values: what the script draws."""
    clinic, now, only = clinic_of(request), timezone.now(), only_of(request)
    asked = _asked(request, clinic, only, now)
    board = _board(clinic, asked, only, now)
    record_reads(actor=Actor.of(request.user), subject=clinic, shown={PART: _clients(board)})
    return JsonResponse(msgspec.to_builtins(show_board(board, asked, now)))


@never_cache
@require_safe
@require_role(*DESK)
def search(request: HttpRequest) -> HttpResponse:
    """Clients by a few letters, each with the sessions next to now."""
    clinic, now, text = clinic_of(request), timezone.now(), request.GET.get("q", "").strip()[:80]
    found = find(clinic, text, now)
    if found:
        shown = [each.client for each in found]
        record_read(actor=Actor.of(request.user), subject=clinic, part="calendar_search", shown=shown)
    lines = [(each.client, [_line(row, clinic) for row in each.sessions]) for each in found]
    return render(request, "book/desk/search.html", {"q": text, "found": lines})


def _line(session: Session, clinic: Clinic) -> tuple[Session, str, str]:
    """A session, when it is in words, and the day on which the calendar shows it."""
    local = session.starts_at.astimezone(clinic.zoneinfo)
    return session, date_format(local, "l j F Y, H:i"), local.date().isoformat()


def _asked(request: HttpRequest, clinic: Clinic, only: Therapist | None, now: datetime) -> Asked:
    asked = read_asked(request.GET, now.astimezone(clinic.zoneinfo).date())
    return asked if only is None else Asked(day=asked.day, view=asked.view, plain=asked.plain)


def _board(clinic: Clinic, asked: Asked, only: Therapist | None, now: datetime) -> Board:
    return board_of(
        clinic,
        first=asked.first,
        days=asked.days,
        now=now,
        only=only,
        with_rooms=asked.by is By.ROOM,
        of=asked.of,
    )


def _clients(board: Board) -> list[UUID]:
    """Whose appointments are shown."""
    return list(dict.fromkeys(session.client for session in board.sessions))


def _side(request: HttpRequest, clinic: Clinic, waiting: Sequence[WaitlistEntry], now: datetime) -> dict[str, Any]:
    """Who waits, and the move that can be taken back."""
    zone = clinic.zoneinfo
    moved = last_move(Actor.of(request.user), now)
    return {
        "waiting": [(entry, wishes_in_words(entry, zone)) for entry in waiting[:SIDE]],
        "more_wait": len(waiting) > SIDE,
        "moved": moved,
        "moved_words": moved_in_words(moved, zone) if moved else "",
    }
