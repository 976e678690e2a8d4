"""What do the eight stages answer for one case file, each as far as the file has data for it?

The stages themselves live in `ischia.pathway`; here their answers are only passed on, in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ischia.cli.case_file import About, CaseFile, Clearance
from ischia.cli.case_sessions import ReScreen
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import Picture, assess, in_question, route, set_aside
from ischia.pathway.book.api import (
    ClearanceAnswer,
    CourseProposal,
    CourseRequest,
    Diary,
    Permission,
    ServiceTimes,
    Slot,
    Span,
    ceil_minute,
    find_slots,
    floor_minute,
    permission,
    propose_course,
    why_not,
)
from ischia.pathway.decide.api import Action, Decision, changes_after, decide, facts, review_is_due
from ischia.pathway.match.api import rank
from ischia.pathway.match.values import Need, Ranking, TherapistProfile
from ischia.pathway.plan.api import NO_CHANGES, Breach, Changes, Pace, Plan, plan
from ischia.pathway.screen.api import Audience, Outcome, Verdict, screen, with_chart
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.shared.findings import Findings
from ischia.pathway.track.api import Forecast, NoForecast, Progress, forecasts, progress, usual_horizons
from ischia.pathway.track.measured import findings_measured
from ischia.pathway.treat.api import SessionRecord, check_record

CLEARED = frozenset({ClearanceAnswer.YES, ClearanceAnswer.YES_WITH_LIMITS})
SENT_AWAY = frozenset({Outcome.EMERGENCY, Outcome.URGENT})
"""Outcomes after which only what to do now is said."""

AFTER_DECISION = {
    Action.STOP_AND_REFER: "This plan no longer holds: the decision below ends the course.",
    Action.DISCHARGE: "This plan has served its purpose: the decision below ends the course.",
    Action.CHANGE_TECHNIQUE: "The decision below asks for another way of working than so far; its plan follows it.",
    Action.REDUCE_DOSE: "The decision below asks for less pressure and shorter sessions; its plan follows it.",
    Action.TAPER: "The decision below spaces the sessions further apart than stands here.",
}
"""What a decision means for the plan that the course went by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedVerdict:
    """What the safety check said on one day."""

    on: date
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReading:
    """One session as it was recorded, what the safety check had said by then, and where a limit was passed.

    `outcome` is None when no safety check had been made.
    """

    number: int
    on: date
    minutes: int
    record: SessionRecord
    outcome: Outcome | None
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayResult:
    """The answers of all stages. A stage that has nothing to answer is None, and `why_no_*` says why.

    Whoever is sent away gets no picture and no forecast: they would only draw attention from what has to be done now.
    """

    about: About
    on: date
    verdicts: tuple[DatedVerdict, ...]
    clearance: Clearance | None
    picture: Picture | None
    plan: Plan | None
    why_no_plan: str
    ranking: Ranking | None
    course: CourseProposal | None
    permission: Permission
    why_no_course: str
    sessions: tuple[SessionReading, ...]
    progress: Progress | None
    forecasts: tuple[Forecast | NoForecast, ...]
    decision: Decision | None
    next_plan: Plan | None
    why_no_next_plan: str

    @property
    def verdict(self) -> Verdict:
        """The newest verdict, which is what holds."""
        return self.verdicts[-1].verdict

    @property
    def about_plan(self) -> str:
        """What the decision means for the plan; empty when the plan stands as it is."""
        return AFTER_DECISION.get(self.decision.action, "") if self.decision else ""


def answers_that_count(case: CaseFile, knowledge: Knowledge) -> Iterator[tuple[date, Findings]]:
    """What the safety check goes by on the first day and at each later check, with what the body chart shows.

    A denial that something else in the file calls in question counts once a later check has answered it again.
    """
    answered: frozenset[str] = frozenset()
    for check in (ReScreen(on=case.findings_on, answered=answered, findings=case.findings), *case.re_screens):
        answered |= check.answered
        standing = set_aside(_with_measures(check, case), case.chart, knowledge, answered_since=answered)
        yield check.on, with_chart(standing, case.chart, knowledge)
        answered &= frozenset(in_question(check.findings, case.chart, knowledge))


def _with_measures(check: ReScreen, case: CaseFile) -> Findings:
    """The answers, with what was measured until that day where the file does not say it itself."""
    measured = findings_measured(one for one in case.scores if one.on <= check.on)
    return Findings({**measured, **check.findings})


def screened(case: CaseFile, knowledge: Knowledge) -> Verdict:
    """The safety check on the newest answers together with what the body chart shows."""
    *_earlier, (_day, answers) = answers_that_count(case, knowledge)
    return screen(answers, knowledge, audience=Audience.THERAPIST)


def assessed(case: CaseFile, knowledge: Knowledge) -> Picture:
    """The picture from the newest answers and the body chart."""
    return assess(case.newest_findings, case.chart, knowledge)


def _planned(
    case: CaseFile, verdict: Verdict, picture: Picture, knowledge: Knowledge, after: Changes, pace: Pace
) -> Plan:
    """The plan. A clinician's yes turns "see a clinician first" into "within limits". Raises `Refused`."""
    if case.clearance and case.clearance.answer is ClearanceAnswer.NO:
        raise Refused("not_cleared", "There is no massage plan: the clinician who was asked advised against it.")
    if verdict.outcome is Outcome.CLINICIAN_FIRST and case.clearance:
        verdict = replace(verdict, outcome=Outcome.LIMITS)
    return plan(
        verdict,
        picture,
        goals=case.goals,
        preferences=case.preferences,
        knowledge=knowledge,
        after=after,
        pace=pace,
    )


def run_pathway(case: CaseFile, knowledge: Knowledge) -> PathwayResult:
    """Every stage that the case file has data for. Raises `BadInput` for what only the stages can see is wrong."""
    picture = assessed(case, knowledge)
    verdicts = tuple(_verdicts(case, picture, knowledge))
    newest = verdicts[-1].verdict
    read = _progress(case, knowledge) if case.sessions or case.scores else None
    decision = _decision(case, newest, read, knowledge) if read and case.sessions else None
    made, why_no_plan = plan_or_why(case, newest, picture, knowledge)
    next_plan, why_no_next_plan = _next_plan_or_why(case, newest, picture, decision, knowledge)
    ranking = _ranking(case, made) if made and case.therapists else None
    allowed = permission(newest.outcome, case.clearance.answer if case.clearance else None)
    course, why_no_course = _course_or_why(case, made, ranking, newest, allowed)
    return PathwayResult(
        about=case.about,
        on=case.on,
        verdicts=verdicts,
        clearance=case.clearance,
        picture=None if newest.outcome in SENT_AWAY else picture,
        plan=made,
        why_no_plan=why_no_plan,
        ranking=ranking,
        course=course,
        permission=allowed,
        why_no_course=why_no_course,
        sessions=tuple(_session_readings(case, verdicts, knowledge)),
        progress=read,
        forecasts=() if newest.outcome in SENT_AWAY else _forecasts(case, knowledge),
        decision=decision,
        next_plan=next_plan,
        why_no_next_plan=why_no_next_plan,
    )


def _next_plan_or_why(
    case: CaseFile, verdict: Verdict, picture: Picture, decision: Decision | None, knowledge: Knowledge
) -> tuple[Plan | None, str]:
    """The plan that a decision for less, or for another way, leads to."""
    used = {work.technique for session in case.sessions for work in session.work}
    changes = changes_after(decision, used=used, sessions_done=len(case.sessions)) if decision else None
    if changes is None:
        return None, ""
    return plan_or_why(case, verdict, picture, knowledge, after=changes)


def _verdicts(case: CaseFile, picture: Picture, knowledge: Knowledge) -> Iterator[DatedVerdict]:
    """The first safety check and each later one, every one on all answers that count that day."""
    for day, answers in answers_that_count(case, knowledge):
        verdict = screen(answers, knowledge, audience=Audience.THERAPIST)
        yield DatedVerdict(on=day, verdict=route(verdict, picture))


def _forecasts(case: CaseFile, knowledge: Knowledge) -> tuple[Forecast | NoForecast, ...]:
    """A forecast of every measure, or why there is none, looking ahead from the first session or the first answers."""
    return forecasts(
        case.scores,
        horizons=usual_horizons(case.sessions[0].on if case.sessions else case.findings_on),
        onset_on=case.onset_on,
        today=case.on,
        knowledge=knowledge,
    )


def _progress(case: CaseFile, knowledge: Knowledge) -> Progress:
    return progress(
        case.scores,
        sessions_done=len(case.sessions),
        onset_on=case.onset_on,
        today=case.on,
        knowledge=knowledge,
    )


def _decision(case: CaseFile, verdict: Verdict, read: Progress, knowledge: Knowledge) -> Decision:
    cleared = case.clearance if case.clearance is not None and case.clearance.answer in CLEARED else None
    weighed = facts(
        read,
        case.sessions,
        verdict=verdict,
        has_clearance=cleared is not None,
        today=case.on,
        knowledge=knowledge,
        unanswered=tuple(one for one in case.sessions if cleared is None or one.on > cleared.on),
    )
    is_due = review_is_due(
        sessions_done=len(case.sessions), first_session_on=case.sessions[0].on, today=case.on, course=None
    )
    return decide(weighed, knowledge, review_is_due=is_due)


def plan_or_why(
    case: CaseFile,
    verdict: Verdict,
    picture: Picture,
    knowledge: Knowledge,
    *,
    after: Changes = NO_CHANGES,
    pace: Pace = Pace.WEEKLY,
) -> tuple[Plan | None, str]:
    """The plan, or in one sentence why there is none. `after` is what a review asked for."""
    try:
        return _planned(case, verdict, picture, knowledge, after, pace), ""
    except BadInput:
        raise
    except Refused as error:
        return None, error.message


def _ranking(case: CaseFile, made: Plan) -> Ranking:
    wishes = case.wishes
    need = Need(
        techniques=frozenset(block.technique for block in made.blocks),
        language=wishes.language,
        gender=wishes.gender,
        step_free=wishes.step_free,
        place=wishes.place,
    )
    profiles = [_with_next_free(profile, case) for profile in case.therapists]
    return rank(profiles, need, today=case.on, seed=case.about.title)


def _with_next_free(profile: TherapistProfile, case: CaseFile) -> TherapistProfile:
    now = _now(case)
    starts = [max(free.span.start, now) for free in case.free_times if free.therapist == profile.id]
    ends = [free.span.end for free in case.free_times if free.therapist == profile.id]
    ahead = [start for start, end in zip(starts, ends, strict=True) if start < end]
    return replace(profile, next_free=min(ahead, default=None))


def _course_or_why(
    case: CaseFile, made: Plan | None, ranking: Ranking | None, verdict: Verdict, allowed: Permission
) -> tuple[CourseProposal | None, str]:
    """A course for the therapists on offer, as far as the safety gate lets anybody book."""
    if made is None:
        return None, "There is no plan to book sessions for."
    if allowed is Permission.NOTHING:
        return None, why_not(verdict.outcome, case.clearance.answer if case.clearance else None)
    if case.sessions:
        return None, f"The course has begun: {len(case.sessions)} of its sessions are recorded below."
    if case.availability is None or ranking is None:
        return None, "The case file gives no availability or no therapists."
    if not ranking.offered:
        return None, "No therapist can be offered for this plan."
    offered = {match.therapist for match in ranking.offered}
    reason = why_not(verdict.outcome, case.clearance.answer if case.clearance else None)
    return propose_course(_request(case, made), _slots(case, made, offered), _now(case)), reason


def _request(case: CaseFile, made: Plan) -> CourseRequest:
    times = case.availability
    if times is None:
        raise Refused("no_availability", "The case file gives no availability.", field="availability")
    return CourseRequest(
        sessions=made.course.sessions,
        spacing_minimum_days=made.course.spacing_minimum_days,
        spacing_ideal_days=made.course.spacing_ideal_days,
        spacing_maximum_days=made.course.spacing_maximum_days,
        zone=times.zone,
        half_day=times.half_day,
        weekdays=times.weekdays,
        preferred_therapist=times.preferred_therapist,
        most_therapists=times.most_therapists,
    )


def _slots(case: CaseFile, made: Plan, offered: set[str]) -> tuple[Slot, ...]:
    frees = [free for free in case.free_times if free.therapist in offered]
    if not frees or case.availability is None:
        return ()
    places = sorted({(free.therapist, free.place) for free in frees})
    diaries = [
        Diary(
            therapist=therapist,
            place=place,
            zone=case.availability.zone,
            working=sorted(
                (ceil_minute(free.span.start), floor_minute(free.span.end))
                for free in frees
                if (free.therapist, free.place) == (therapist, place)
            ),
        )
        for therapist, place in places
    ]
    window = Span(min(free.span.start for free in frees), max(free.span.end for free in frees))
    return find_slots(diaries, ServiceTimes(minutes=made.course.session_minutes), window)


def _now(case: CaseFile) -> datetime:
    """The first instant of the day of reading."""
    zone = ZoneInfo(case.availability.zone) if case.availability else UTC
    return datetime.combine(case.on, time(0), zone).astimezone(UTC)


def _session_readings(
    case: CaseFile, verdicts: tuple[DatedVerdict, ...], knowledge: Knowledge
) -> Iterator[SessionReading]:
    """Each session against the limits of the newest safety check that was made by that day."""
    for record in case.sessions:
        held = [dated.verdict for dated in verdicts if dated.on <= record.on]
        yield SessionReading(
            number=record.number,
            on=record.on,
            minutes=record.minutes,
            record=record,
            outcome=held[-1].outcome if held else None,
            breaches=check_record(record, held[-1].limits, knowledge) if held else (),
        )
