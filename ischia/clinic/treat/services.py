"""What is written at a session: the re-screen, the draft, the signed record, later amendments?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import structs

from ischia.clinic.assess.api import chart_of, latest_assessment, record_assessment
from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.api import Session, end_session
from ischia.clinic.people.api import User
from ischia.clinic.screen.api import Screening, findings_from_json, findings_of, record_screening
from ischia.clinic.treat.alerting import alert_if_serious
from ischia.clinic.treat.charting import chart_marked
from ischia.clinic.treat.composing import compose
from ischia.clinic.treat.drafting import start_draft
from ischia.clinic.treat.entered import Row, to_record, work_rows
from ischia.clinic.treat.examining import (
    leg_pain_tests,
    overruled,
    picture_tests,
    results,
    safety_tests,
    without,
    without_doubted,
)
from ischia.clinic.treat.mapping import breaches_to_json, limits_to_json, record_to_json
from ischia.clinic.treat.measures import keeper
from ischia.clinic.treat.models import Amendment, Ending, SessionDraft, SessionRecord
from ischia.clinic.treat.policies import check_can_record
from ischia.clinic.treat.queries import Opened, latest_clearance_of, latest_picture, opened
from ischia.clinic.treat.safety import Safety, safety_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.screen.api import Audience, Outcome, answers_today, screen, to_test_again, with_chart
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from ischia.pathway.shared.findings import Answer, Findings
from ischia.pathway.treat.api import Breach, Note, check_record, check_valid, prepare
from ischia.pathway.treat.api import SessionRecord as Record


def session_day(session: Session) -> date:
    """The day of the session by the clinic's clock."""
    return timezone.localdate(session.starts_at, session.client.clinic.zoneinfo)


def rescreen(
    *,
    actor: Actor,
    therapist: User,
    session: Session,
    changed: Mapping[str, Answer],
    knowledge: Knowledge,
    now: datetime,
    withdrawn: Collection[str] = (),
) -> Screening:
    """Ask the questions of every visit again: `changed` holds the answers that differ from last time.

    `withdrawn` names answers of last time that do not stand any more: they count as not asked.

    The verdict is made anew from all answers, and the work is prepared within its limits. Refused once signed, by
    anybody but the session's therapist, and while a question that now matters has no answer at all (BadInput).
    """
    check_can_record(therapist, session)
    with transaction.atomic():
        before = opened(_locked(session))
        _refuse_signed(before)
        _refuse_early(session, now)
        findings = _answers_today(before, changed, withdrawn, knowledge)
        screening = _kept(actor, before, findings, knowledge, now, answered_by="client, asked by the therapist")
        _start_draft(before, screening, therapist, knowledge, now)
    return screening


def _answers_today(
    before: Opened, changed: Mapping[str, Answer], withdrawn: Collection[str], knowledge: Knowledge
) -> Findings:
    """Everything that holds today. An answer may be "not sure", which stops the session; it may not be missing."""
    safety = before.safety
    told = without(findings_of(safety.screening), withdrawn)
    last = told.with_answers(keeper().weighed(before.session, since=safety.screening.completed_at))
    findings = answers_today(last, changed, knowledge, is_same_visit=safety.is_todays)
    again = () if safety.is_todays else to_test_again(safety.verdict, knowledge)
    _refuse_missing([name for name in again if name not in findings])
    try:
        verdict = screen(findings, knowledge)
    except BadInput as bad:
        raise BadInput(tuple(replace(fault, field=f"finding-{fault.field}") for fault in bad.faults)) from bad
    if verdict.outcome is Outcome.INCOMPLETE:
        _refuse_missing([name for rule in verdict.open_rules for name in rule.missing if name not in findings])
    return findings


def _refuse_missing(names: Iterable[str]) -> None:
    missing = dict.fromkeys(names)
    if missing:
        raise BadInput(tuple(InputFault(field=f"finding-{name}", reason="choose an answer.") for name in missing))


def examine(*, actor: Actor, therapist: User, session: Session, knowledge: Knowledge, now: datetime) -> Screening:
    """Weigh what the draft holds of an examination: a new verdict, and a new picture of the leg pain.

    Only what was filled in counts; a field that was emptied again is taken back. Nothing happens when nothing is new.
    A denial that a test calls in question counts as not given until the re-screen asks for it again.
    Refused once signed, before the re-screen (`rescreen_first`), and by anybody but the session's therapist. Raises
    BadInput naming every field that cannot be read.
    """
    check_can_record(therapist, session)
    with transaction.atomic():
        before = opened(_locked(session))
        _refuse_unsignable(before, now)
        entered = before.entered
        if entered.examination == entered.examined:
            return before.safety.screening
        found = results(entered.examination, knowledge)
        kept = without(findings_of(before.safety.screening), entered.examined)
        tests = {finding.id for finding in (*safety_tests(knowledge), *leg_pain_tests(knowledge))}
        findings = overruled(kept, found, knowledge, among=tests)
        findings = without_doubted(findings, findings_of(before.safety.screening), knowledge)
        _picture_again(actor, before, findings, knowledge, now)
        screening = _kept(actor, before, findings, knowledge, now, answered_by="client, and examined by the therapist")
        weighed = replace(before, entered=structs.replace(entered, examined=entered.examination))
        _start_draft(weighed, screening, therapist, knowledge, now)
    return screening


def _kept(
    actor: Actor, before: Opened, findings: Findings, knowledge: Knowledge, now: datetime, *, answered_by: str
) -> Screening:
    """The check of this visit, stored with what the latest picture says of the route."""
    return record_screening(
        actor=actor,
        episode=before.episode,
        purpose=Screening.Purpose.SESSION,
        findings=findings,
        knowledge=knowledge,
        answered_by=answered_by,
        now=now,
        audience=Audience.THERAPIST,
        picture=latest_picture(before.episode),
    )


def _picture_again(actor: Actor, before: Opened, known: Findings, knowledge: Knowledge, now: datetime) -> None:
    """Read the leg pain anew with the tests, unless no pattern looks at what was examined."""
    entered = before.entered
    changed = {id for id, _text in entered.examination.items() ^ entered.examined.items()}
    if changed.isdisjoint(picture_tests(knowledge)):
        return
    last = latest_assessment(before.episode)
    older = without(findings_from_json(last.findings), entered.examined) if last else Findings()
    record_assessment(
        actor=actor,
        episode=before.episode,
        findings=overruled(older, known, knowledge, among=set(older)),
        chart=chart_of(last) if last else (),
        knowledge=knowledge,
        now=now,
    )


def _start_draft(before: Opened, screening: Screening, therapist: User, knowledge: Knowledge, now: datetime) -> None:
    """Prefill the work within today's limits, unless the therapist has begun to write."""
    safety = safety_of(screening, latest_clearance_of(before.episode), is_todays=True)
    entered = before.entered
    if safety.is_stopped:
        entered = structs.replace(entered, work=(), confirmed="", minutes="0")
    elif _may_prepare(before, knowledge):
        work, minutes = _prepared(before, safety, knowledge)
        home_advice = entered.home_advice or "\n".join(before.plan.home_programme)
        confirmed = entered.confirmed if work == entered.work else ""
        entered = structs.replace(entered, work=work, confirmed=confirmed, minutes=minutes, home_advice=home_advice)
    start_draft(session=before.session, screening=screening, entered=entered, therapist=therapist, now=now)


def _prepared(before: Opened, safety: Safety, knowledge: Knowledge) -> tuple[tuple[Row, ...], str]:
    """The work and the minutes to start from within these limits."""
    minutes = min(safety.limits.max_minutes or before.booked_minutes, before.booked_minutes)
    return work_rows(prepare(before.plan, safety.limits, before.last_record, knowledge).work), str(minutes)


def _may_prepare(before: Opened, knowledge: Knowledge) -> bool:
    """Whether nobody has begun to write: no draft yet, none after a stop, or one that stands as it was prefilled."""
    if not before.safety.is_todays or before.safety.is_stopped:
        return True
    return (before.entered.work, before.entered.minutes) == _prepared(before, before.safety, knowledge)


def sign(*, actor: Actor, therapist: User, session: Session, knowledge: Knowledge, now: datetime) -> SessionRecord:
    """Turn the draft into the signed record, with its measures and the session's status, all or nothing.

    Refused: twice (`already_signed`), before the re-screen (`rescreen_first`), before the day (`too_early`), with tests
    that the safety check has not weighed (`examination_open`), prepared work that nobody confirmed
    (`work_not_confirmed`), work after a stop (`no_work_when_stopped`), a stop
    without a referral note, work beyond a limit without a reason. Raises BadInput for values that cannot be.
    """
    check_can_record(therapist, session)
    with transaction.atomic():
        session = _locked(session)
        state = opened(session)
        _refuse_unsignable(state, now)
        _refuse_unweighed(state)
        chart = chart_marked(state.entered, knowledge)
        _refuse_unsafe_marks(state, chart, knowledge)
        done = to_record(
            state.entered, number=session.number, on=session_day(session), knowledge=knowledge, body_chart=chart
        )
        breaches = check_signable(state, done, knowledge)
        row = _write(state, done, breaches, therapist, knowledge, now)
        keeper().keep(actor=actor, session=session, record=done, knowledge=knowledge, now=now)
        end_session(actor=actor, session=session, now=now, reason="" if row.ending == Ending.DONE else "stopped")
        SessionDraft.objects.filter(session=session).delete()
        alert_if_serious(actor=actor, row=row, done=done, now=now)
        record(
            actor=actor,
            action="treat.signed",
            subject=row,
            detail={"ending": row.ending, "breaches": [breach.field for breach in breaches]},
        )
    return row


def _locked(session: Session) -> Session:
    """The session as it is now, held until the transaction ends: a second signature waits and then sees the first."""
    related = ("course__episode", "client__clinic", "therapist__user")
    return Session.objects.select_for_update(of=("self",)).select_related(*related).get(pk=session.pk)


def _refuse_signed(state: Opened) -> None:
    if state.signed is not None:
        raise Refused("already_signed", "This session is signed. Add an amendment instead.")


def _refuse_unsignable(state: Opened, now: datetime) -> None:
    _refuse_signed(state)
    if not state.safety.is_todays:
        raise Refused("rescreen_first", "Ask the safety questions first.")
    _refuse_early(state.session, now)


def _refuse_unweighed(state: Opened) -> None:
    """A blood pressure that was typed and not weighed might stop this very session."""
    if state.entered.examination != state.entered.examined:
        message = "Record the examination first: it may change what is safe today."
        raise Refused("examination_open", message, field="examination")


def _refuse_unsafe_marks(state: Opened, chart: BodyChart, knowledge: Knowledge) -> None:
    """A mark that an answer of today denies, or that would make the safety check graver, was not asked about."""
    told = findings_of(state.safety.screening)
    try:
        graver = screen(with_chart(told, chart, knowledge), knowledge).level.rank > state.safety.verdict.level.rank
    except BadInput:
        graver = True
    if graver and chart:
        message = "The body chart shows what the safety questions of today do not. Ask again, or change the mark."
        raise Refused("marks_not_asked", message, field="chart")


def _refuse_early(session: Session, now: datetime) -> None:
    if session_day(session) > timezone.localdate(now, session.client.clinic.zoneinfo):
        raise Refused("too_early", "The day of this session has not come yet.")


def check_signable(state: Opened, done: Record, knowledge: Knowledge) -> tuple[Breach, ...]:
    """What goes beyond a limit, once all else is in order and a reason is given for it."""
    check_valid(done, knowledge, booked_minutes=state.booked_minutes)
    if state.safety.is_stopped:
        _check_stopped(state, done)
        return ()
    if done.work and not state.entered.confirmed:
        message = _("Tick below the work that this is what you did, or change it first.")
        raise Refused("work_not_confirmed", message, field="confirmed")
    breaches = (*state.safety.breach, *check_record(done, state.safety.limits, knowledge))
    if breaches and not state.entered.reason:
        raise Refused("reason_missing", "Say why you worked beyond a limit.", field="reason")
    return breaches


def _check_stopped(state: Opened, done: Record) -> None:
    if done.work:
        raise Refused("no_work_when_stopped", "After this safety check no massage may be recorded.", field="work")
    if not state.entered.referral:
        raise Refused("referral_missing", "Say whom you sent the client to, and what you said.", field="referral")


def _write(
    state: Opened, done: Record, breaches: tuple[Breach, ...], therapist: User, knowledge: Knowledge, now: datetime
) -> SessionRecord:
    note: Note = compose(state, done, knowledge)
    try:
        return SessionRecord.objects.create(
            session=state.session,
            episode=state.episode,
            screening=state.safety.screening,
            ending=Ending.STOPPED if state.safety.is_stopped else Ending.DONE,
            on=done.on,
            record=record_to_json(done),
            limits=limits_to_json(state.safety.limits),
            breaches=breaches_to_json(breaches),
            override_reason=state.entered.reason if breaches else "",
            subjective=note.subjective,
            objective=note.objective,
            assessment=note.assessment,
            plan=note.plan,
            referral=state.entered.referral if state.safety.is_stopped else "",
            knowledge_version=knowledge.version,
            signed_by=therapist,
            signed_name=therapist.name,
            signed_at=now,
        )
    except IntegrityError as twice:
        raise Refused("already_signed", "This session is signed. Add an amendment instead.") from twice


def amend(*, actor: Actor, author: User, session: Session, text: str, now: datetime) -> Amendment:
    """Add to a signed record, with date and name. The record itself stays as it was signed."""
    check_can_record(author, session)
    signed = SessionRecord.objects.filter(session=session).first()
    if signed is None:
        raise Refused("not_signed", "Only a signed record can be amended.")
    if not text.strip():
        raise Refused("text_missing", "Write what is to be added.", field="text")
    with transaction.atomic():
        amendment = Amendment.objects.create(
            record=signed, text=text.strip(), author=author, author_name=author.name, at=now
        )
        record(actor=actor, action="treat.amended", subject=amendment, detail={"record": str(signed.pk)})
    return amendment
