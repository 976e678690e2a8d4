"""What is new since last time: does it change today's limits and verdict, and what of another day is asked again?"""

from typing import Any

import pytest

from ischia.clinic.screen.api import findings_of
from ischia.clinic.treat.api import examine, opened
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import UNKNOWN, Answer
from ischia.pathway.treat.api import Stance
from tests.support.booking import make_clearance
from tests.support.treating import KNOWLEDGE, Care, asked_again, drafted, fresh, treated

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", [True, UNKNOWN])
def test_new_numbness_at_a_visit_stops_it(care: Care, answer: Any) -> None:
    screening = asked_again(care, care.first, {"new_leg_numbness": answer})

    assert screening.outcome == Outcome.URGENT
    assert opened(fresh(care.first)).safety.is_stopped


def test_numbness_of_before_that_has_not_changed_goes_on(care: Care) -> None:
    asked_again(care, care.first, {"new_leg_numbness": True})

    assert asked_again(care, fresh(care.sessions[1])).outcome == Outcome.LIMITS


def test_a_new_blood_thinner_brings_its_questions_and_then_its_limits(care: Care) -> None:
    with pytest.raises(BadInput) as bad:
        asked_again(care, care.first, {"anticoagulant": True})
    missing = {fault.field.removeprefix("finding-") for fault in bad.value.faults}
    assert "flank_bleed_signs" in missing

    told: dict[str, Answer] = {"anticoagulant": True, **dict.fromkeys(missing, False)}
    screening = asked_again(care, care.first, told)

    assert screening.outcome == Outcome.LIMITS
    assert opened(fresh(care.first)).safety.limits.no_tools


def test_an_injection_since_last_time_asks_when(care: Care) -> None:
    with pytest.raises(BadInput) as bad:
        asked_again(care, care.first, {"recent_spinal_procedure": True})
    assert "finding-spinal_procedure_timing" in {fault.field for fault in bad.value.faults}

    told: dict[str, Answer] = {"recent_spinal_procedure": True, "spinal_procedure_timing": "injection_0_3_days"}
    assert asked_again(care, care.first, told).outcome == Outcome.LIMITS


def test_a_new_clot_and_a_fever_wait_for_a_clinician(care: Care) -> None:
    clot: dict[str, Answer] = {"dvt_ever": True, "dvt_status": "treated_under_3_months"}

    assert asked_again(care, care.first, clot).outcome == Outcome.CLINICIAN_FIRST
    assert asked_again(care, care.sessions[1], {"fever_or_infection_now": True}).outcome == Outcome.CLINICIAN_FIRST


def test_what_was_measured_one_day_is_measured_again_when_it_held_the_client_back(care: Care) -> None:
    asked_again(care, care.first)
    drafted(care, care.first, examination={"systolic_blood_pressure": "185", "slr_angle": "40"})
    examine(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        session=fresh(care.first),
        knowledge=KNOWLEDGE,
        now=care.first.ends_at,
    )

    with pytest.raises(BadInput) as bad:
        asked_again(care, fresh(care.sessions[1]))
    assert [fault.field for fault in bad.value.faults] == ["finding-systolic_blood_pressure"]

    screening = asked_again(care, fresh(care.sessions[1]), {"systolic_blood_pressure": 150})
    assert screening.outcome == Outcome.CLEAR
    assert findings_of(screening)["slr_angle"] == 40


def test_a_normal_pressure_of_another_day_is_forgotten(care: Care) -> None:
    treated(care, care.first)
    asked_again(care, fresh(care.sessions[1]))
    drafted(care, care.sessions[1], examination={"systolic_blood_pressure": "120"})
    examine(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        session=fresh(care.sessions[1]),
        knowledge=KNOWLEDGE,
        now=care.sessions[1].ends_at,
    )

    assert "systolic_blood_pressure" not in asked_again(care, fresh(care.sessions[2])).findings


@pytest.mark.parametrize(
    ("told", "stances"),
    [
        ({"fever_or_infection_now": True}, (Stance.GO_ON, Stance.WITH_REASON)),
        ({"walking_pain_relieved_standing": True}, (Stance.GO_ON, Stance.GO_ON)),
    ],
    ids=["a fever is of its day", "a lasting reason is covered later too"],
)
def test_a_clinicians_yes_to_what_holds_one_day_does_not_cover_another(
    care: Care, told: dict[str, Answer], stances: tuple[Stance, Stance]
) -> None:
    answered = asked_again(care, care.first, told)
    make_clearance(answered, at=care.first.starts_at)

    now = opened(fresh(care.first)).safety.stance
    asked_again(care, fresh(care.sessions[1]))

    assert (now, opened(fresh(care.sessions[1])).safety.stance) == stances
