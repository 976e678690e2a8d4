"""What does a case file say, as values that the stages can read?

`read_case` is the door: it answers with a `CaseFile`, or raises `BadInput` with every fault found.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ischia.cli.case_checks import SECTIONS, case_faults
from ischia.cli.case_denied import denied_faults, with_denied
from ischia.cli.case_schema import schema_faults
from ischia.cli.case_sessions import ReScreen, chart_from, re_screens_from, scores_from, sessions_from
from ischia.knowledge.records import FindingId, Knowledge, TechniqueId
from ischia.pathway.book.api import ClearanceAnswer, Span
from ischia.pathway.match.values import Registration, Skill, TherapistProfile
from ischia.pathway.plan.api import Preferences, PressureWish
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.track.api import Score
from ischia.pathway.treat.values import SessionRecord

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the case is and where it comes from; what the source states, and what was filled in."""

    title: str
    source: str
    evidence: tuple[str, ...]
    published: tuple[str, ...]
    illustrative: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person wants of a therapist."""

    gender: str | None
    language: str | None
    place: str | None
    step_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """When the person can come. `weekdays` counts from 0, Monday; empty means any."""

    zone: str
    half_day: str = "any"
    weekdays: frozenset[int] = frozenset()
    preferred_therapist: str | None = None
    most_therapists: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTime:
    """A stretch of time in which a therapist can be booked at a place."""

    therapist: str
    place: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A clinician's answer; its limits are words for the therapist."""

    answer: ClearanceAnswer
    clinician: str
    on: date
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One person, as far as is known. `on` is today for every stage; `findings` are those of `findings_on`."""

    about: About
    on: date
    findings_on: date
    onset_on: date | None
    findings: Findings
    chart: BodyChart
    goals: tuple[str, ...]
    preferences: Preferences
    wishes: Wishes
    clearance: Clearance | None
    availability: Availability | None
    therapists: tuple[TherapistProfile, ...]
    free_times: tuple[FreeTime, ...]
    sessions: tuple[SessionRecord, ...]
    scores: tuple[Score, ...]
    re_screens: tuple[ReScreen, ...]

    @property
    def newest_findings(self) -> Findings:
        """The first answers with all later ones laid over them."""
        return self.re_screens[-1].findings if self.re_screens else self.findings


def read_case(document: Any, knowledge: Knowledge) -> CaseFile:
    """Turn a document into a case file. Raises `BadInput` with a fault per field that cannot be used."""
    faults = schema_faults(document)
    if not faults:
        faults = denied_faults(document, knowledge)
        document = with_denied(document, knowledge)
        faults = (*faults, *case_faults(document, knowledge))
    if faults:
        raise BadInput(faults)
    on = date.fromisoformat(document["on"])
    findings_on = _findings_on(document, on)
    findings = Findings({id: _answer(value) for name in SECTIONS for id, value in document.get(name, {}).items()})
    availability = _availability(document)
    return CaseFile(
        about=_about(document["case"]),
        on=on,
        findings_on=findings_on,
        onset_on=_onset(document, findings, findings_on),
        findings=findings,
        chart=chart_from(document.get("body_chart", [])),
        goals=tuple(document.get("goals", [])),
        preferences=_preferences(document.get("preferences", {})),
        wishes=_wishes(document.get("preferences", {})),
        clearance=_clearance(document.get("clearance")),
        availability=availability,
        therapists=tuple(_therapist(raw) for raw in document.get("therapists", [])),
        free_times=tuple(_free_times(document, availability)),
        sessions=sessions_from(document, knowledge),
        scores=scores_from(document, findings_on, knowledge),
        re_screens=tuple(re_screens_from(document, findings, knowledge)),
    )


def _answer(raw: Any) -> Answer:
    return UNKNOWN if raw == UNKNOWN.value else raw


def _findings_on(document: Any, on: date) -> date:
    if "findings_on" in document:
        return date.fromisoformat(document["findings_on"])
    sessions = document.get("sessions", [])
    return date.fromisoformat(sessions[0]["on"]) if sessions else on


def _onset(document: Any, findings: Findings, findings_on: date) -> date | None:
    if "onset_on" in document:
        return date.fromisoformat(document["onset_on"])
    weeks = findings.known(FindingId("leg_pain_weeks"))
    return findings_on - timedelta(weeks=float(weeks)) if weeks is not None else None


def _about(raw: Any) -> About:
    return About(
        title=raw["title"],
        source=raw.get("source", ""),
        evidence=tuple(raw.get("evidence", [])),
        published=tuple(raw.get("published", [])),
        illustrative=tuple(raw.get("illustrative", [])),
    )


def _preferences(raw: Any) -> Preferences:
    return Preferences(
        pressure=PressureWish(raw.get("pressure", PressureWish.NO_PREFERENCE)),
        liked_techniques=frozenset(TechniqueId(id) for id in raw.get("liked_techniques", [])),
        disliked_techniques=frozenset(TechniqueId(id) for id in raw.get("disliked_techniques", [])),
        uncomfortable_positions=frozenset(raw.get("uncomfortable_positions", [])),
        session_minutes=raw.get("session_minutes", Preferences().session_minutes),
    )


def _wishes(raw: Any) -> Wishes:
    return Wishes(
        gender=raw.get("therapist_gender"),
        language=raw.get("language"),
        place=raw.get("place"),
        step_free=raw.get("step_free", False),
    )


def _clearance(raw: Any) -> Clearance | None:
    if raw is None:
        return None
    return Clearance(
        answer=ClearanceAnswer(raw["answer"]),
        clinician=raw["clinician"],
        on=date.fromisoformat(raw["on"]),
        limits=raw.get("limits", ""),
    )


def _availability(document: Any) -> Availability | None:
    raw = document.get("availability")
    if raw is None:
        return None
    return Availability(
        zone=raw["zone"],
        half_day=raw.get("half_day", "any"),
        weekdays=frozenset(WEEKDAYS.index(day) for day in raw.get("weekdays", [])),
        preferred_therapist=raw.get("preferred_therapist"),
        most_therapists=raw.get("most_therapists", 1),
    )


def _therapist(raw: Any) -> TherapistProfile:
    return TherapistProfile(
        id=raw["id"],
        name=raw["name"],
        gender=raw.get("gender", ""),
        registrations=tuple(_registration(entry) for entry in raw["registrations"]),
        skills=tuple(Skill(**entry) for entry in raw["skills"]),
        languages=frozenset(raw.get("languages", [])),
        places=frozenset(raw["places"]),
        step_free_places=frozenset(raw.get("step_free_places", [])),
        price=raw["price"],
        next_free=None,
        has_treated_before=raw.get("has_treated_before", False),
    )


def _registration(raw: Any) -> Registration:
    checked_on = raw.get("checked_on")
    return Registration(
        body=raw["body"],
        number=raw["number"],
        checked_on=date.fromisoformat(checked_on) if checked_on else None,
        expires_on=date.fromisoformat(raw["expires_on"]),
    )


def _free_times(document: Any, availability: Availability | None) -> list[FreeTime]:
    zone = ZoneInfo(availability.zone if availability else "UTC")
    return [
        FreeTime(
            therapist=therapist["id"],
            place=free["place"],
            span=Span(instant_of(free["start"], zone), instant_of(free["end"], zone)),
        )
        for therapist in document.get("therapists", [])
        for free in therapist.get("free", [])
    ]


def instant_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant in UTC; a time without an offset is wall-clock time in `zone`."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(ZoneInfo("UTC"))
