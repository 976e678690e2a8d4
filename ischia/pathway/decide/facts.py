"""Which facts does a review weigh?

Every fact is described in `ischia/knowledge/review_facts/`; this module draws them from what is on record. A fact that
nobody measured is left out, so that the rules read it as unknown.
"""

from collections.abc import Iterator
from datetime import date

from ischia.knowledge.records import Instrument, InstrumentId, Knowledge
from ischia.pathway.screen.values import Verdict
from ischia.pathway.shared.findings import Answer, Findings
from ischia.pathway.track.api import Progress, Score, better_by, is_worse_beyond_error
from ischia.pathway.treat.api import AdverseEventKind, SessionRecord, is_long_soreness

LEG_PAIN = InstrumentId("nprs_leg")
FUNCTION = InstrumentId("rmdq_24")
BOTHER = InstrumentId("sbi")
ACTIVITIES = InstrumentId("psfs")
WEAKNESS_ITEM = "weakness"
DEFICIT_EVENTS = frozenset({AdverseEventKind.NEW_NUMBNESS, AdverseEventKind.NEW_WEAKNESS})
DEFICIT_RULES = frozenset({"RF01", "RF06", "RF08"})
"""Origins of the safety rules for new or worse numbness and weakness (CLINICAL.md section 1.2)."""

SPREAD_RULES = frozenset({"RF05"})
"""Origin of the safety rule for leg pain that is now on both sides."""


def facts(
    progress: Progress,
    sessions: tuple[SessionRecord, ...],
    *,
    verdict: Verdict | None,
    has_clearance: bool,
    today: date,
    knowledge: Knowledge,
    unanswered: tuple[SessionRecord, ...] | None = None,
) -> Findings:
    """Draw the review facts. `verdict` is the newest safety check, or None when there was none.

    `unanswered` are the sessions since which nobody has decided and no clinician has cleared massage; None is all.
    """
    known: dict[str, Answer] = {"has_clearance": has_clearance}
    if verdict is not None:
        known["verdict_level"] = verdict.level.value
    known.update(_from_sessions(progress, sessions, today))
    known.update(_from_safety((*(sessions if unanswered is None else unanswered), *sessions[-1:]), verdict, knowledge))
    known.update(_from_measures(progress, knowledge))
    return Findings(known)


def _from_sessions(
    progress: Progress, sessions: tuple[SessionRecord, ...], today: date
) -> Iterator[tuple[str, Answer]]:
    lasting = [any(is_long_soreness(event) for event in record.adverse_events) for record in sessions]
    yield "sessions_done", progress.sessions_done
    yield "long_soreness_events", sum(lasting)
    yield "long_soreness_after_last_session", bool(lasting and lasting[-1])
    if sessions:
        yield "days_since_start", (today - sessions[0].on).days
    if progress.weeks_since_onset is not None:
        yield "weeks_since_onset", progress.weeks_since_onset


def tells_deficit(record: SessionRecord) -> bool:
    """Whether new weakness or numbness was told at this session."""
    return any(event.kind in DEFICIT_EVENTS for event in record.adverse_events)


def _from_safety(
    told_at: tuple[SessionRecord, ...], verdict: Verdict | None, knowledge: Knowledge
) -> Iterator[tuple[str, Answer]]:
    """`told_at` are the sessions whose new weakness or numbness still counts: the newest, and the unanswered ones."""
    deficit = any(map(tells_deficit, told_at)) or _fired(verdict, DEFICIT_RULES, knowledge)
    spread = _fired(verdict, SPREAD_RULES, knowledge)
    if deficit is not None:
        yield "new_deficit", deficit
    if spread is not None:
        yield "spread_to_other_leg", spread


def _fired(verdict: Verdict | None, origins: frozenset[str], knowledge: Knowledge) -> bool | None:
    """Whether the check found one of these rules; None when there was no check or it left one of them open."""
    if verdict is None:
        return None
    if any(reason.origin in origins for reason in verdict.reasons):
        return True
    left_open = {rule.rule for rule in verdict.open_rules}
    return None if any(rule.id in left_open and rule.origin in origins for rule in knowledge.safety_rules) else False


def _from_measures(progress: Progress, knowledge: Knowledge) -> Iterator[tuple[str, Answer]]:
    leg, function = progress.series.get(LEG_PAIN, ()), progress.series.get(FUNCTION, ())
    yield from _better(leg, knowledge.instruments[LEG_PAIN], "leg_pain")
    yield from _better(function, knowledge.instruments[FUNCTION], "function")
    runs = [_worse_run(series, knowledge) for series in (leg, function) if len(series) > 1]
    if runs:
        yield "visits_worse_in_a_row", max(runs)
    yield "still_improving", _still_improving((leg, function), knowledge)
    if leg:
        yield "leg_pain_now", leg[-1].value
    activities = progress.series.get(ACTIVITIES, ())
    yield "activities_measured", bool(activities)
    if activities:
        yield "psfs_mean", activities[-1].value
    yield from _weakness_rise(progress.series.get(BOTHER, ()))


def _better(series: tuple[Score, ...], instrument: Instrument, name: str) -> Iterator[tuple[str, Answer]]:
    """The percentage, where there are two scores and the first is not zero, and always whether there is one."""
    is_measured = len(series) > 1 and series[0].value > 0
    yield f"{name}_measured", is_measured
    if is_measured:
        gain = better_by(instrument, series[0].value, series[-1].value)
        yield f"{name}_better_percent", gain * 100 / series[0].value


def _worse_run(series: tuple[Score, ...], knowledge: Knowledge) -> int:
    """How many of the newest scores in a row are worse than the first by at least the detectable change."""
    instrument = knowledge.instruments[series[0].instrument]
    run = 0
    for later in reversed(series[1:]):
        if not is_worse_beyond_error(instrument, series[0].value, later.value):
            break
        run += 1
    return run


def _still_improving(measures: tuple[tuple[Score, ...], ...], knowledge: Knowledge) -> bool:
    """Whether a main measure is better than the time before and none is worse."""
    steps = [
        better_by(knowledge.instruments[series[0].instrument], series[-2].value, series[-1].value)
        for series in measures
        if len(series) > 1
    ]
    return any(step > 0 for step in steps) and all(step >= 0 for step in steps)


def _weakness_rise(series: tuple[Score, ...]) -> Iterator[tuple[str, Answer]]:
    """Against the lowest answer before: weakness that eased and came back is worse, whatever it was at the start."""
    given = [one.answers[WEAKNESS_ITEM] for one in series if WEAKNESS_ITEM in one.answers]
    if len(given) > 1:
        yield "sbi_weakness_rise", given[-1] - min(given[:-1])
