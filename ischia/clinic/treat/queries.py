"""Which sessions are there to treat, and what is known when one is opened?"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, OuterRef, QuerySet

from ischia.clinic.assess.api import latest_assessment, picture_of
from ischia.clinic.audit.api import Bound, key, prepared, whole
from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import latest_care_plan, plan_of
from ischia.clinic.screen.api import Clearance, Screening, latest_screening
from ischia.clinic.treat.entered import Entered, entered_from_json
from ischia.clinic.treat.mapping import record_of
from ischia.clinic.treat.measures import Measured, keeper
from ischia.clinic.treat.models import SessionDraft, SessionRecord
from ischia.clinic.treat.policies import check_can_open_session
from ischia.clinic.treat.safety import Safety, safety_of
from ischia.pathway.assess.api import Picture
from ischia.pathway.plan.api import Plan
from ischia.pathway.shared.errors import NotFound, Refused
from ischia.pathway.treat.api import SessionRecord as Record

RELATED = (
    *("course", "course__episode", "client", "client__clinic", "therapist", "therapist__user"),
    *("place", "room", "service", "draft", "draft__screening", "record", "record__screening"),
)
ANSWERED = ("has_clearance",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One session with everything its page rests on. `earlier` are the signed records before it, oldest first."""

    session: Session
    safety: Safety
    plan: Plan
    entered: Entered
    draft: SessionDraft | None
    earlier: tuple[SessionRecord, ...]
    signed: SessionRecord | None
    measured: Measured

    @property
    def episode(self) -> Episode:
        return self.session.course.episode

    @property
    def booked_minutes(self) -> int:
        return int((self.session.ends_at - self.session.starts_at).total_seconds() // 60)

    @property
    def last(self) -> SessionRecord | None:
        """The newest signed record before this session."""
        return self.earlier[-1] if self.earlier else None

    @property
    def last_record(self) -> Record | None:
        return record_of(self.last) if self.last else None


def records_of(episode: Episode) -> QuerySet[SessionRecord]:
    """The signed records of an episode, oldest first."""
    return SessionRecord.objects.filter(episode=episode)


def every_record_of(episode: Episode) -> list[SessionRecord]:
    """The same, read at once."""
    return _records.instances(SessionRecord, episode=episode.pk)


@prepared
def _records() -> QuerySet[SessionRecord, Any]:
    return whole(SessionRecord.objects.filter(episode=key("episode")))


def session_by_id(user: Any, session_id: UUID | str) -> Session:
    """The session, if this user may open it; else NotFound."""
    session = _session.first(Session, *RELATED, also=ANSWERED, session=session_id)
    if session is None:
        raise NotFound("No such session")
    check_can_open_session(user, session)
    return session


@prepared
def _session() -> QuerySet[Session, Any]:
    answers = Clearance.objects.filter(episode=OuterRef("course__episode"))
    rows = Session.objects.filter(pk=key("session")).annotate(has_clearance=Exists(answers))
    return whole(rows, *RELATED, also=ANSWERED)


def opened(session: Session) -> Opened:
    """Read everything about a session. Refused (`never_screened`, `no_plan`) when an earlier stage is missing."""
    episode = session.course.episode
    draft, signed = getattr(session, "draft", None), getattr(session, "record", None)
    todays = signed.screening if signed else draft.screening if draft else None
    return Opened(
        session=session,
        safety=_safety(session, todays),
        plan=_plan(episode),
        entered=entered_from_json(draft.entered) if draft else Entered(),
        draft=draft,
        earlier=tuple(_earlier.instances(SessionRecord, episode=episode.pk, session=session.pk, day=session.starts_at)),
        signed=signed,
        measured=keeper().measured(session),
    )


@prepared
def _earlier() -> QuerySet[SessionRecord, Any]:
    records = SessionRecord.objects.filter(episode=key("episode"), on__lte=Bound("day", DateField()))
    return whole(records.exclude(session=key("session")))


def _safety(session: Session, todays: Screening | None) -> Safety:
    episode = session.course.episode
    screening = todays or latest_screening(episode)
    if screening is None:
        raise Refused("never_screened", "There is no safety check for this client yet.")
    may_have_clearance = getattr(session, "has_clearance", True)
    clearance = latest_clearance_of(episode) if may_have_clearance else None
    return safety_of(screening, clearance, is_todays=todays is not None)


def latest_clearance_of(episode: Episode) -> Clearance | None:
    """The last clinician's answer in the episode, to whichever safety check."""
    return _clearance.first(Clearance, "screening", episode=episode.pk)


@prepared
def _clearance() -> QuerySet[Clearance, Any]:
    return whole(Clearance.objects.filter(episode=key("episode")).order_by("-recorded_at"), "screening")[:1]


def latest_picture(episode: Episode) -> Picture | None:
    """The last picture of the leg pain, if there is one."""
    newest = latest_assessment(episode)
    return picture_of(newest) if newest else None


def _plan(episode: Episode) -> Plan:
    plan = latest_care_plan(episode)
    if plan is None:
        raise Refused("no_plan", "There is no care plan for this client yet.")
    return plan_of(plan)
