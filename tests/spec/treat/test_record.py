"""Which session records are refused, and how does one read as a SOAP note?"""

from dataclasses import replace

import pytest

from ischia.knowledge.records import MuscleId, TechniqueId
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.treat.api import AdverseEvent, AdverseEventKind, SessionRecord, check_valid, compose_note
from tests.spec.treat.example_room import CALF, GLUTEUS, KNOWLEDGE, NPRS_LEG, PLAN, record

SORENESS = AdverseEventKind.SORENESS


@pytest.mark.parametrize(
    "fine",
    [
        pytest.param(record(GLUTEUS, CALF, minutes=45), id="work-fills-the-session"),
        pytest.param(record(GLUTEUS, minutes=45), id="work-leaves-time-to-talk"),
        pytest.param(record(minutes=0), id="ended-at-once-without-work"),
        pytest.param(record(replace(GLUTEUS, pressure=1)), id="the-lightest-pressure"),
        pytest.param(record(replace(GLUTEUS, pressure=5)), id="the-deepest-pressure"),
    ],
)
def test_a_possible_record_is_accepted(fine: SessionRecord) -> None:
    check_valid(fine, KNOWLEDGE, booked_minutes=45)


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        pytest.param(record(GLUTEUS, minutes=46), ["minutes"], id="longer-than-booked"),
        pytest.param(record(GLUTEUS, CALF, minutes=44), ["work"], id="more-work-than-time"),
        pytest.param(record(minutes=-1), ["minutes", "work"], id="less-than-no-time"),
        pytest.param(record(GLUTEUS, minutes=0), ["work"], id="work-in-no-time"),
        pytest.param(record(number=0), ["number"], id="session-nought"),
        pytest.param(record(replace(GLUTEUS, pressure=0)), ["work[0].pressure"], id="pressure-below-the-scale"),
        pytest.param(record(replace(GLUTEUS, pressure=6)), ["work[0].pressure"], id="pressure-above-the-scale"),
        pytest.param(record(replace(GLUTEUS, minutes=0)), ["work[0].minutes"], id="work-without-time"),
        pytest.param(record(replace(GLUTEUS, position="upright")), ["work[0].position"], id="unknown-position"),
        pytest.param(record(replace(GLUTEUS, muscle=MuscleId("gluteos"))), ["work[0].muscle"], id="unknown-muscle"),
        pytest.param(
            record(events=(AdverseEvent(kind=SORENESS, hours=-1, pain_increase=11),)),
            ["adverse_events[0].hours", "adverse_events[0].pain_increase"],
            id="every-fault-is-listed",
        ),
        pytest.param(replace(record(), answers={NPRS_LEG: {}}), ["answers.nprs_leg"], id="unknown-measure"),
    ],
)
def test_a_faulty_record_is_refused_with_the_field(faulty: SessionRecord, fields: list[str]) -> None:
    with pytest.raises(BadInput) as bad:
        check_valid(faulty, KNOWLEDGE, booked_minutes=45)

    assert [fault.field for fault in bad.value.faults] == fields


def test_a_misspelt_technique_gets_the_nearest_one_suggested() -> None:
    with pytest.raises(BadInput) as bad:
        check_valid(record(replace(GLUTEUS, technique=TechniqueId("myofasial"))), KNOWLEDGE)

    assert bad.value.faults[0].suggestion == "myofascial"


def test_the_note_is_composed_from_the_data() -> None:
    done = replace(
        record(GLUTEUS, number=2, events=(AdverseEvent(kind=SORENESS, hours=24),)),
        subjective="Slept better.",
        response="Eased under pressure.",
        home_advice="Walk every day.",
    )

    note = compose_note(
        done,
        PLAN,
        KNOWLEDGE,
        safety="Re-screen: nothing new.",
        progress="Your leg pain is down 3 points.",
        measures=("Leg pain 4.",),
    )

    assert note.subjective == "Slept better.\nSoreness for 24 h after a session."
    assert note.objective == (
        "Session 2, 45 min.\n"
        "Myofascial release: Gluteus medius, left, side lying, pressure 3/5 (moderate), 25 min.\n"
        "Leg pain 4."
    )
    assert note.assessment == (
        "Re-screen: nothing new.\nResponse: Eased under pressure.\nYour leg pain is down 3 points."
    )
    assert note.plan == (
        "Myofascial release: Gluteus medius, left, 25 min, pressure 3/5. Purpose: To ease tension.\n"
        "Trigger point pressure: Calf, left, 20 min, pressure 4/5. Purpose: To ease tension.\n"
        "Frequency: every 7 days, 4 sessions, review after session 4.\n"
        "Home: Walk every day."
    )


def test_after_a_stop_the_plan_does_not_go_on() -> None:
    assert compose_note(record(), PLAN, KNOWLEDGE, paused="Sent to the GP.").plan == "Sent to the GP."


def test_a_session_without_massage_says_so() -> None:
    note = compose_note(record(), PLAN, KNOWLEDGE)

    assert "No massage was given." in note.objective
    assert note.subjective == "No unwanted response reported."
