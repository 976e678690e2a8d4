"""How does everything about a session come together on its one page?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ischia.clinic.assess.api import PictureShown, show_picture, spot_label
from ischia.clinic.book.api import Session
from ischia.clinic.intake.api import ToldBefore, told_before
from ischia.clinic.screen.api import findings_of
from ischia.clinic.treat.charting import FIELD, ChartShown, chart_shown, chart_so_far
from ischia.clinic.treat.composing import compose, composed
from ischia.clinic.treat.entered import CONFIRMED, EXAMINATION, Entered, to_record
from ischia.clinic.treat.examining import ExaminedGroup, groups_shown
from ischia.clinic.treat.mapping import breaches_of
from ischia.clinic.treat.models import Amendment, SessionRecord
from ischia.clinic.treat.presenters import (
    Chip,
    EventRow,
    LastTime,
    MeasureForm,
    WorkRow,
    act_now,
    events_shown,
    last_time,
    limits_shown,
    measures_shown,
    other_breaches,
    plan_lines,
    response_phrases,
    safety_net,
    said,
    time_of,
    verdict_chip,
    work_shown,
)
from ischia.clinic.treat.queries import Opened, latest_picture, opened
from ischia.clinic.treat.rescreening import ASKED, PREFIX, TODAY, AskedAgain, asked_again
from ischia.clinic.treat.safety import Safety
from ischia.clinic.treat.services import session_day
from ischia.clinic.treat.told import filled_in
from ischia.clinic.treat.wording import LimitLine
from ischia.knowledge.records import FindingId, Knowledge
from ischia.pathway.screen.api import Outcome, to_test_again
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.treat.api import Breach, Note, check_record
from ischia.pathway.treat.api import SessionRecord as Record


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePart:
    """One part of the SOAP note as it would be signed."""

    name: str
    label: str
    text: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend, with the place on the page."""

    anchor: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The session page."""

    state: Opened
    when: str
    chip: Chip
    limits: tuple[LimitLine, ...]
    act_now: tuple[str, ...]
    safety_net: tuple[str, ...]
    asked_again: tuple[AskedAgain, ...]
    told: ToldBefore | None
    asked_today: bool
    asked_error: str
    tests: tuple[ExaminedGroup, ...]
    chart: ChartShown
    is_unweighed: bool
    picture: PictureShown | None
    plan: tuple[str, ...]
    purposes: tuple[str, ...]
    last: LastTime | None
    work: tuple[WorkRow, ...]
    events: tuple[EventRow, ...]
    measures: tuple[MeasureForm, ...]
    breaches: tuple[str, ...]
    needs_reason: bool
    confirmed_error: str
    phrases: tuple[str, ...]
    note: tuple[NotePart, ...]
    faults: tuple[Fault, ...]
    signed: "SignedShown | None"

    @property
    def asks_now(self) -> bool:
        """Whether a question of the re-screen waits for an answer, or was changed and not kept."""
        return any(asked.is_open for asked in self.asked_again)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedShown:
    """A signed record with its amendments."""

    record: SessionRecord
    note: tuple[NotePart, ...]
    breaches: tuple[str, ...]
    amendments: tuple[Amendment, ...]


def session_page(
    session: Session,
    knowledge: Knowledge,
    *,
    posted: Mapping[str, str],
    faults: tuple[InputFault, ...] = (),
    draft: Entered | None = None,
) -> Page:
    """Read the session and put it into words. `posted` is what was sent when it could not be kept.

    `draft` stands in place of the kept draft when that was changed in another window.
    """
    state = opened(session) if draft is None else replace(opened(session), entered=draft)
    told = None if state.signed or state.safety.is_todays else told_before(session)
    typed = {**filled_in(told, findings_of(state.safety.screening)), **posted}
    breaches = _breaches(state, knowledge)
    work = work_shown(state.entered, breaches, knowledge)
    due = () if state.signed else state.measured.due(today=session_day(session))
    return Page(
        state=state,
        when=time_of(state),
        chip=verdict_chip(state.safety.screening.outcome),
        limits=limits_shown(state, knowledge),
        act_now=act_now(state) if state.safety.is_stopped else (),
        safety_net=safety_net(state),
        asked_again=() if state.signed else _asked_again(state, knowledge, typed, faults),
        told=told,
        asked_today=posted.get(ASKED) == TODAY,
        asked_error=next((fault.reason for fault in faults if fault.field == ASKED), ""),
        tests=() if state.signed else _tests(state, knowledge, faults),
        chart=chart_shown(state.entered, state.signed, state.earlier, knowledge, faults=faults),
        is_unweighed=state.entered.examination != state.entered.examined,
        picture=_picture(state),
        plan=plan_lines(state.plan.blocks, knowledge),
        purposes=tuple(dict.fromkeys(block.purpose for block in state.plan.blocks)),
        last=last_time(state, knowledge),
        work=work,
        events=events_shown(state.entered),
        measures=measures_shown(state.entered, due, knowledge),
        breaches=other_breaches(breaches, knowledge),
        needs_reason=bool(breaches),
        phrases=() if state.signed else response_phrases(),
        confirmed_error=next((fault.reason for fault in faults if fault.field == CONFIRMED), ""),
        note=_note(compose_so_far(state, knowledge)),
        faults=tuple(fault_shown(fault, knowledge) for fault in faults),
        signed=_signed(state.signed, knowledge),
    )


def _asked_again(
    state: Opened, knowledge: Knowledge, posted: Mapping[str, str], faults: tuple[InputFault, ...]
) -> tuple[AskedAgain, ...]:
    safety = state.safety
    also = still_open(safety) if safety.is_todays else to_test_again(safety.verdict, knowledge)
    mine = [fault for fault in faults if fault.field.startswith(PREFIX)]
    return asked_again(findings_of(safety.screening), knowledge, posted=posted, also=also, faults=mine)


def still_open(safety: Safety) -> tuple[FindingId, ...]:
    """What today's check misses an answer to, such as a denial that a test has called in question since."""
    told = findings_of(safety.screening)
    missing = (name for rule in safety.verdict.open_rules for name in rule.missing if name not in told)
    return tuple(dict.fromkeys(missing)) if safety.verdict.outcome is Outcome.INCOMPLETE else ()


def _tests(state: Opened, knowledge: Knowledge, faults: tuple[InputFault, ...]) -> tuple[ExaminedGroup, ...]:
    known = findings_of(state.safety.screening)
    return groups_shown(state.entered.examination, known, knowledge, faults=faults)


def _picture(state: Opened) -> PictureShown | None:
    """What the leg pain is most like, once it was examined today; nothing of it once the client is sent away."""
    if state.signed or state.safety.is_stopped or not state.entered.examined:
        return None
    newest = latest_picture(state.episode)
    return show_picture(newest) if newest else None


def _breaches(state: Opened, knowledge: Knowledge) -> tuple[Breach, ...]:
    """What goes beyond a limit as far as the draft can be read."""
    if state.signed or not state.safety.is_todays or state.safety.is_stopped:
        return ()
    done = record_so_far(state, knowledge)
    return (*state.safety.breach, *(check_record(done, state.safety.limits, knowledge) if done else ()))


def record_so_far(state: Opened, knowledge: Knowledge) -> Record | None:
    """The record that the draft makes, or None while something in it cannot be read."""
    number, on = state.session.number, session_day(state.session)
    try:
        chart = chart_so_far(state.entered, knowledge)
        return to_record(state.entered, number=number, on=on, knowledge=knowledge, body_chart=chart)
    except BadInput:
        return None


def note_so_far(state: Opened, knowledge: Knowledge) -> Note | None:
    """The note as the data says it so far."""
    done = record_so_far(state, knowledge)
    return composed(state, done, knowledge) if done else None


def compose_so_far(state: Opened, knowledge: Knowledge) -> Note | None:
    done = None if state.signed or not state.safety.is_todays else record_so_far(state, knowledge)
    return compose(state, done, knowledge) if done else None


def _note(note: Note | None) -> tuple[NotePart, ...]:
    if note is None:
        return ()
    return _parts(note.subjective, note.objective, note.assessment, note.plan)


def _parts(subjective: str, objective: str, assessment: str, plan: str) -> tuple[NotePart, ...]:
    labels = (
        ("subjective", _("Subjective: what the client says"), subjective),
        ("objective", _("Objective: what was measured and done"), objective),
        ("assessment", _("Assessment: how it went"), assessment),
        ("plan", _("Plan: technique, site, dose, frequency, purpose"), plan),
    )
    return tuple(
        NotePart(name=name, label=label, text=text, rows=max(2, text.count("\n") + 2 + len(text) // 80))
        for name, label, text in labels
    )


def fault_shown(fault: InputFault, knowledge: Knowledge) -> Fault:
    """A fault with the field's place on the page: `work[0].minutes` stands at `work-0-minutes`."""
    finding = knowledge.findings.get(FindingId(fault.field.removeprefix(EXAMINATION).removeprefix(PREFIX)))
    if finding is not None and fault.field.startswith((EXAMINATION, PREFIX)):
        return Fault(anchor=fault.field, message=f"{finding.label}: {fault.reason}")
    if fault.field.startswith(FIELD):
        where = spot_label(fault.field.removeprefix(FIELD), knowledge)
        return Fault(anchor="body-chart", message=f"{where}: {fault.reason}" if where else fault.reason)
    name = fault.field.replace("adverse_events", "event").replace("[", "-").replace("].", "-").replace("]", "")
    if name and not name.startswith(
        ("work", "confirmed", "event", "asked", "finding", "exam", "chart", "minutes", "reason", "referral", "text")
    ):
        name = "measure-" + name.replace(".", "-")
    return Fault(
        anchor=name or "content", message=f"{'' if name in (ASKED, CONFIRMED) else _words(name)}{fault.reason}"
    )


def _words(name: str) -> str:
    return f"{name.replace('-', ' ').replace('_', ' ').capitalize()}: " if name else ""


def _signed(row: SessionRecord | None, knowledge: Knowledge) -> SignedShown | None:
    if row is None:
        return None
    return SignedShown(
        record=row,
        note=_parts(row.subjective, row.objective, row.assessment, row.plan),
        breaches=tuple(said(breach, knowledge) for breach in breaches_of(row)),
        amendments=tuple(row.amendments.all()),
    )
