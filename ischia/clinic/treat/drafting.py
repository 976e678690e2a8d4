"""How is a draft kept while it is written: by whom, from which window, and what stood there before?

Every save that changes something raises the draft's revision. A window says which revision it started from: when
another window has saved since, nothing is overwritten and the save is refused. A window that was itself the last to
save is not in its own way, whatever became of the answer to its last save.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ischia.clinic.book.api import Session
from ischia.clinic.people.api import User
from ischia.clinic.screen.api import Screening
from ischia.clinic.treat.entered import Entered, entered_from_json, entered_to_json
from ischia.clinic.treat.models import SessionDraft, SessionRecord
from ischia.clinic.treat.policies import check_can_record
from ischia.pathway.shared.errors import Refused

STEPS_KEPT = 20
"""How many changes can be taken back."""

CONFLICT = "draft_changed"
"""The refusal when another window has saved since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The browser window that saves. `revision` is what it started from; None from a caller that checks nothing."""

    revision: int | None = None
    name: str = ""


def window_of(posted: Mapping[str, str]) -> Window:
    """What the page sent of itself. Without scripts a window has no name, and its revision decides alone."""
    revision, name = posted.get("revision", ""), posted.get("window", "")
    return Window(revision=int(revision) if revision.isdecimal() else None, name=_uuid(name))


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def start_draft(
    *, session: Session, screening: Screening, entered: Entered, therapist: User, now: datetime
) -> SessionDraft:
    """Begin the draft, or begin it again after a new safety check: what stood before cannot be taken back to."""
    there = SessionDraft.objects.select_for_update().filter(session=session).first()
    draft, _created = SessionDraft.objects.update_or_create(
        session=session,
        defaults={
            "screening": screening,
            "entered": entered_to_json(entered),
            "before": [],
            "revision": there.revision + 1 if there else 1,
            "window": "",
            "saved_by": therapist,
            "saved_at": now,
        },
    )
    return draft


ANY_WINDOW = Window()


def save_draft(
    *, therapist: User, session: Session, entered: Entered, now: datetime, window: Window = ANY_WINDOW
) -> SessionDraft:
    """Keep what was typed so far. Saving the same again changes nothing. No audit row: it is no record yet.

    Refused before the re-screen (`rescreen_first`), once signed (`already_signed`), and when another window has saved
    since this one read the draft (`draft_changed`).
    """
    check_can_record(therapist, session)
    with transaction.atomic():
        draft = _locked(session)
        if entered == entered_from_json(draft.entered):
            return draft
        _refuse_stale(draft, window)
        draft.before = [*draft.before, draft.entered][-STEPS_KEPT:]
        _store(draft, entered_to_json(entered), therapist, now, window)
    return draft


def undo_draft(
    *, therapist: User, session: Session, entered: Entered, now: datetime, window: Window = ANY_WINDOW
) -> SessionDraft:
    """Take the last change back. What is typed (`entered`) and not saved yet is the last change, if there is any.

    Refused as `save_draft`, and when there is nothing to take back (`nothing_to_undo`).
    """
    check_can_record(therapist, session)
    with transaction.atomic():
        draft = _locked(session)
        if entered != entered_from_json(draft.entered):
            return draft
        _refuse_stale(draft, window)
        if not draft.before:
            raise Refused("nothing_to_undo", _("There is nothing to take back."))
        *draft.before, document = draft.before
        _store(draft, document, therapist, now, window)
    return draft


def _locked(session: Session) -> SessionDraft:
    draft = SessionDraft.objects.select_for_update().filter(session=session).first()
    if draft is None and SessionRecord.objects.filter(session=session).exists():
        raise Refused("already_signed", _("This session is signed. Add an amendment instead."))
    if draft is None:
        raise Refused("rescreen_first", "Ask the safety questions first.")
    return draft


def _refuse_stale(draft: SessionDraft, window: Window) -> None:
    is_mine = bool(window.name) and window.name == draft.window
    if window.revision is None or window.revision == draft.revision or is_mine:
        return
    zone = draft.session.client.clinic.zoneinfo
    saved = f"{timezone.localtime(draft.saved_at, zone):%H:%M}"
    raise Refused(CONFLICT, _("This note was saved in another window at %s. Nothing was overwritten.") % saved)


def _store(draft: SessionDraft, document: Mapping[str, object], therapist: User, now: datetime, window: Window) -> None:
    draft.entered = document
    draft.revision += 1
    draft.window, draft.saved_by, draft.saved_at = window.name, therapist, now
    draft.save(update_fields=["entered", "before", "revision", "window", "saved_by", "saved_at"])


def key_of(therapist: User, session: Session) -> str:
    """The key under which a browser keeps what is not saved yet, as base64; the same for the same person and session.

    It stands in the page only, so that what lies on a shared tablet cannot be read without signing in as this person.
    """
    made = salted_hmac("ischia.treat.kept", f"{therapist.pk}:{session.pk}", algorithm="sha256").digest()
    return base64.b64encode(made).decode()
