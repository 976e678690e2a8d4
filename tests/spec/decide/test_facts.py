"""Which facts does a review draw from sessions, scores and the newest safety check?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId, Level, RuleId, Wording
from ischia.pathway.decide.api import facts
from ischia.pathway.screen.api import OpenRule, Outcome, Reason, Verdict
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.limits import Limits
from ischia.pathway.track.api import Score, progress
from ischia.pathway.treat.api import AdverseEvent, AdverseEventKind, SessionRecord

KNOWLEDGE = load_knowledge()
TODAY = date(2026, 11, 22)
SORE = AdverseEvent(kind=AdverseEventKind.SORENESS, hours=80)


def session(weeks_ago: int, *events: AdverseEvent) -> SessionRecord:
    on = TODAY - timedelta(weeks=weeks_ago)
    return SessionRecord(number=1, on=on, minutes=45, work=(), adverse_events=events, answers={})


def scored(instrument: str, *values: float) -> tuple[Score, ...]:
    days = [TODAY - timedelta(weeks=back) for back in reversed(range(len(values)))]
    return tuple(
        Score(instrument=InstrumentId(instrument), on=on, value=value) for on, value in zip(days, values, strict=True)
    )


def bothered(*weakness: int) -> tuple[Score, ...]:
    return tuple(
        replace(score, answers={"weakness": points})
        for score, points in zip(scored("sbi", *map(float, weakness)), weakness, strict=True)
    )


def verdict(*reasons: tuple[str, Level], open_rules: tuple[str, ...] = ()) -> Verdict:
    level = max((level for _origin, level in reasons), key=lambda one: one.rank, default=Level.CLEAR)
    return Verdict(
        level=level,
        outcome=Outcome(level.value),
        could_become=level,
        reasons=tuple(
            Reason(
                rule=RuleId(origin),
                origin=origin,
                title=origin,
                level=level,
                findings_used={},
                say=Wording(client="", therapist="", clinician=""),
                act_now="",
                citations=(),
                is_verified=True,
            )
            for origin, level in reasons
        ),
        open_rules=tuple(OpenRule(rule=RuleId(rule), level=Level.URGENT, missing=()) for rule in open_rules),
        limits=Limits(because={}),
        safety_net=(),
        knowledge_version="spec",
    )


def drawn(
    *scores: Score,
    sessions: tuple[SessionRecord, ...] = (),
    check: Verdict | None = None,
    cleared: bool = False,
    unanswered: tuple[SessionRecord, ...] | None = None,
) -> Findings:
    read = progress(scores, sessions_done=len(sessions), onset_on=None, today=TODAY, knowledge=KNOWLEDGE)
    return facts(
        read,
        sessions,
        verdict=check,
        has_clearance=cleared,
        today=TODAY,
        knowledge=KNOWLEDGE,
        unanswered=unanswered,
    )


@pytest.mark.parametrize(
    ("scores", "fact", "value"),
    [
        pytest.param(scored("nprs_leg", 8, 4), "leg_pain_better_percent", 50, id="half-the-leg-pain"),
        pytest.param(scored("nprs_leg", 4, 6), "leg_pain_better_percent", -50, id="more-leg-pain"),
        pytest.param(scored("nprs_leg", 8), "leg_pain_better_percent", None, id="leg-pain-once-is-no-change"),
        pytest.param(scored("nprs_leg", 0, 4), "leg_pain_better_percent", None, id="no-percentage-of-nothing"),
        pytest.param(scored("nprs_leg", 8), "leg_pain_measured", False, id="leg-pain-once-is-not-measured"),
        pytest.param(scored("rmdq_24", 20, 15), "function_better_percent", 25, id="function-a-quarter-better"),
        pytest.param(scored("nprs_leg", 8, 4), "leg_pain_now", 4, id="latest-leg-pain"),
        pytest.param(scored("psfs", 3, 8.5), "psfs_mean", 8.5, id="latest-activities"),
        pytest.param((), "activities_measured", False, id="activities-never-rated"),
        pytest.param(scored("nprs_leg", 4, 7, 7), "visits_worse_in_a_row", 2, id="worse-at-the-last-two-visits"),
        pytest.param(scored("nprs_leg", 4, 7, 5), "visits_worse_in_a_row", 0, id="worse-and-better-again"),
        pytest.param(scored("nprs_leg", 4, 5, 5), "visits_worse_in_a_row", 0, id="worse-within-the-error"),
        pytest.param(scored("nprs_leg", 4), "visits_worse_in_a_row", None, id="one-visit-tells-nothing"),
        pytest.param(scored("nprs_leg", 8, 6, 5), "still_improving", True, id="better-than-the-time-before"),
        pytest.param(scored("nprs_leg", 8, 5, 5), "still_improving", False, id="standing-still"),
        pytest.param(
            (*scored("nprs_leg", 8, 5), *scored("rmdq_24", 10, 12)), "still_improving", False, id="one-up-one-down"
        ),
        pytest.param(bothered(2, 4), "sbi_weakness_rise", 2, id="weakness-bothers-more"),
        pytest.param(bothered(4, 1, 3), "sbi_weakness_rise", 2, id="weakness-eased-and-came-back"),
        pytest.param(bothered(1, 2, 3), "sbi_weakness_rise", 2, id="weakness-creeping-up-from-the-start"),
        pytest.param(bothered(4, 3, 2), "sbi_weakness_rise", -1, id="weakness-easing-throughout"),
        pytest.param(bothered(2), "sbi_weakness_rise", None, id="weakness-asked-once"),
    ],
)
def test_facts_from_measures(scores: tuple[Score, ...], fact: str, value: object) -> None:
    assert drawn(*scores).known(fact) == value


def test_function_worse_on_two_visits_counts_like_leg_pain() -> None:
    assert drawn(*scored("nprs_leg", 5, 5, 5), *scored("rmdq_24", 8, 14, 13)).known("visits_worse_in_a_row") == 2


@pytest.mark.parametrize(
    ("sessions", "fact", "value"),
    [
        pytest.param((session(3), session(2)), "sessions_done", 2, id="sessions-are-counted"),
        pytest.param((session(3), session(2)), "days_since_start", 21, id="days-from-the-first-session"),
        pytest.param((), "days_since_start", None, id="nothing-has-begun"),
        pytest.param((session(3, SORE), session(2, SORE)), "long_soreness_events", 2, id="sore-twice"),
        pytest.param((session(3, SORE, SORE),), "long_soreness_events", 1, id="two-complaints-after-one-session"),
        pytest.param((session(3, SORE), session(2)), "long_soreness_after_last_session", False, id="settled-since"),
        pytest.param(
            (session(3), session(2, SORE)), "long_soreness_after_last_session", True, id="sore-after-the-last"
        ),
    ],
)
def test_facts_from_sessions(sessions: tuple[SessionRecord, ...], fact: str, value: object) -> None:
    assert drawn(sessions=sessions).known(fact) == value


NUMB = AdverseEvent(kind=AdverseEventKind.NEW_NUMBNESS, hours=5)
LEG_WEAKNESS_RULE = next(rule.id for rule in KNOWLEDGE.safety_rules if rule.origin == "RF08")


@pytest.mark.parametrize(
    ("sessions", "check", "deficit"),
    [
        pytest.param((session(1, NUMB),), verdict(), True, id="numb-after-the-last-session"),
        pytest.param((session(2, NUMB), session(1)), verdict(), True, id="numb-earlier-and-nobody-decided-since"),
        pytest.param((session(1),), verdict(), False, id="nothing-was-told"),
        pytest.param((), verdict(("RF08", Level.URGENT)), True, id="the-check-found-new-weakness"),
        pytest.param((), verdict(("CI03", Level.LIMITS)), False, id="the-check-found-something-else"),
        pytest.param((), verdict(open_rules=(LEG_WEAKNESS_RULE,)), None, id="the-check-left-weakness-open"),
        pytest.param((), None, None, id="never-checked"),
    ],
)
def test_new_deficit_comes_from_the_check_or_from_what_happened_after_the_session(
    sessions: tuple[SessionRecord, ...], check: Verdict | None, *, deficit: bool | None
) -> None:
    assert drawn(sessions=sessions, check=check).known("new_deficit") is deficit


@pytest.mark.parametrize(
    ("sessions", "unanswered", "deficit"),
    [
        pytest.param((session(2, NUMB), session(1)), (session(1),), False, id="somebody-decided-since"),
        pytest.param((session(2, NUMB), session(1)), (session(2, NUMB), session(1)), True, id="nobody-decided-since"),
        pytest.param((session(2), session(1, NUMB)), (), True, id="the-newest-session-counts-while-it-is-the-newest"),
    ],
)
def test_a_new_deficit_stays_until_somebody_has_answered_it(
    sessions: tuple[SessionRecord, ...], unanswered: tuple[SessionRecord, ...], *, deficit: bool
) -> None:
    assert drawn(sessions=sessions, check=verdict(), unanswered=unanswered).known("new_deficit") is deficit


def test_spread_to_the_other_leg_comes_from_the_check() -> None:
    assert drawn(check=verdict(("RF05", Level.EMERGENCY))).known("spread_to_other_leg") is True
    assert drawn(check=verdict()).known("spread_to_other_leg") is False


def test_verdict_and_clearance_are_passed_on() -> None:
    known = drawn(check=verdict(("RF15", Level.CLINICIAN_FIRST)), cleared=True)

    assert (known.known("verdict_level"), known.known("has_clearance")) == ("clinician_first", True)


def test_every_fact_is_described_in_the_knowledge() -> None:
    known = drawn(*scored("nprs_leg", 8, 4), sessions=(session(1),), check=verdict())

    assert set(known) <= set(KNOWLEDGE.review_facts)
