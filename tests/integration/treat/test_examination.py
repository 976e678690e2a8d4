"""What a therapist examines on the day: what counts, what it changes, and what is refused?"""

from collections.abc import Mapping
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.assess.api import Assessment, latest_assessment, picture_of
from ischia.clinic.book.api import Session
from ischia.clinic.screen.api import Screening, findings_of
from ischia.clinic.treat.api import examine, opened
from ischia.clinic.treat.examining import leg_pain_tests, safety_tests
from ischia.clinic.treat.page import session_page
from ischia.clinic.treat.rescreening import SAME
from ischia.knowledge.records import FindingSection
from ischia.pathway.screen.api import NEWS, Outcome
from ischia.pathway.shared.errors import BadInput, NotFound, Refused
from tests.support.clinic import World, make_therapist
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, drafted, fresh, in_care, signed

pytestmark = pytest.mark.django_db


def examined(care: Care, typed: Mapping[str, str], *, session: Session | None = None) -> Screening:
    """The tests typed into the draft and recorded."""
    visit = session or care.first
    drafted(care, visit, examination=dict(typed))
    return examine(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        session=fresh(visit),
        knowledge=KNOWLEDGE,
        now=visit.starts_at,
    )


@pytest.fixture
def visit(care: Care) -> Care:
    """Ailsa's first visit, after the safety questions."""
    asked_again(care, care.first)
    return care


def test_every_test_can_be_entered_once_and_those_for_safety_come_first() -> None:
    offered = [finding.id for finding in (*safety_tests(KNOWLEDGE), *leg_pain_tests(KNOWLEDGE))]
    every = {id for id, finding in KNOWLEDGE.findings.items() if finding.section is FindingSection.TEST}

    assert len(offered) == len(set(offered))
    assert set(offered) == every - set(NEWS.values())
    assert {"systolic_blood_pressure", "intoxicated_today", "wells_dvt_score"} <= set(offered[:9])


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ({"systolic_blood_pressure": "159", "diastolic_blood_pressure": "99"}, Outcome.CLEAR),
        ({"systolic_blood_pressure": "160"}, Outcome.LIMITS),
        ({"systolic_blood_pressure": "180"}, Outcome.CLINICIAN_FIRST),
        ({"systolic_blood_pressure": "180", "severe_headache_today": "true"}, Outcome.EMERGENCY),
        ({"intoxicated_today": "true"}, Outcome.CLINICIAN_FIRST),
        ({"weakest_leg_muscle_grade": "3"}, Outcome.URGENT),
        ({"myotome_l4": "3"}, Outcome.URGENT),
        ({"weakest_leg_muscle_grade": "5"}, Outcome.CLEAR),
        ({"wells_dvt_score": "2"}, Outcome.URGENT),
        ({"wells_dvt_score": "1"}, Outcome.CLEAR),
        ({"weak_foot_pulses": "true"}, Outcome.CLINICIAN_FIRST),
        ({"upper_motor_neuron_signs": "new_or_worse"}, Outcome.URGENT),
        ({"neural_test_highly_provocative": "true"}, Outcome.LIMITS),
    ],
)
def test_a_test_changes_the_verdict_of_the_session(visit: Care, typed: dict[str, str], outcome: Outcome) -> None:
    screening = examined(visit, typed)

    assert (screening.outcome, screening.purpose) == (outcome, Screening.Purpose.SESSION)
    assert opened(fresh(visit.first)).safety.screening == screening


def test_an_alarm_on_testing_stops_the_session_as_an_answer_does(visit: Care) -> None:
    examined(visit, {"weakest_leg_muscle_grade": "2"})

    state = opened(fresh(visit.first))
    assert state.safety.is_stopped
    assert state.entered.work == ()
    with pytest.raises(Refused) as refused:
        signed(visit, visit.first)
    assert refused.value.code == "referral_missing"


def test_a_value_typed_wrongly_and_mended_lets_the_session_go_on(visit: Care) -> None:
    before = opened(fresh(visit.first)).entered.work
    examined(visit, {"weakest_leg_muscle_grade": "2"})
    examined(visit, {})

    state = opened(fresh(visit.first))
    assert not state.safety.is_stopped
    assert state.entered.work == before
    assert "weakest_leg_muscle_grade" not in findings_of(state.safety.screening)


def test_new_limits_bring_untouched_work_within_them_and_leave_touched_work(visit: Care) -> None:
    examined(visit, {"neural_test_highly_provocative": "true"})
    assert opened(fresh(visit.first)).entered.minutes == "30"

    drafted(visit, visit.first, minutes="25")
    examined(visit, {})
    assert opened(fresh(visit.first)).entered.minutes == "25"


def test_leg_pain_tests_make_a_new_picture_and_others_do_not(visit: Care) -> None:
    examined(visit, {"systolic_blood_pressure": "120"})
    assert latest_assessment(visit.episode) is None

    examined(visit, {"slr_reproduces_leg_pain": "true", "slr_angle": "40", "ankle_reflex_reduced": "true"})
    newest = latest_assessment(visit.episode)
    assert newest is not None
    reading = next(each for each in picture_of(newest).readings if each.pattern == "nerve_root")
    assert {"straight_leg_raise", "ankle_reflex"} <= {clue.indicator for clue in reading.speaks_for}
    assert newest.findings["slr_angle"] == 40


def test_a_picture_that_leaves_the_route_is_kept_as_what_is_told_until_it_is_examined_again(visit: Care) -> None:
    hip = {"c_sign": "true", "hip_internal_rotation_limited_or_painful": "true"}

    assert examined(visit, hip).outcome == Outcome.OTHER_ROUTE
    assert opened(fresh(visit.first)).safety.is_stopped
    assert asked_again(visit, fresh(visit.sessions[1])).outcome == Outcome.OTHER_ROUTE

    assert examined(visit, dict.fromkeys(hip, "false"), session=visit.sessions[1]).outcome == Outcome.CLEAR


def test_recording_the_same_again_writes_nothing(visit: Care) -> None:
    first = examined(visit, {"slump_positive": "false"})

    assert examined(visit, {"slump_positive": "false"}) == first
    assert Assessment.objects.count() == 1


def test_a_later_examination_overrules_an_earlier_one_that_contradicts_it(visit: Care) -> None:
    examined(visit, {"weakness_found": "false"})
    second = visit.sessions[1]
    asked_again(visit, second)

    screening = examined(visit, {"weakest_leg_muscle_grade": "4"}, session=second)

    assert screening.outcome == Outcome.CLINICIAN_FIRST
    assert "weakness_found" not in screening.findings


def test_tests_of_one_day_that_contradict_each_other_are_refused_at_both_fields(visit: Care) -> None:
    with pytest.raises(BadInput) as bad:
        examined(visit, {"weakness_found": "false", "weakest_leg_muscle_grade": "4"})

    assert {fault.field for fault in bad.value.faults} == {"exam-weakness_found", "exam-weakest_leg_muscle_grade"}


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("slr_angle", "400"),
        ("systolic_blood_pressure", "139.9"),
        ("systolic_blood_pressure", "high"),
        ("systolic_blood_pressure", "nan"),
        ("upper_motor_neuron_signs", "perhaps"),
        ("fever", "true"),
        ("no_such_test", "true"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field_and_kept(visit: Care, finding: str, text: str) -> None:
    with pytest.raises(BadInput) as bad:
        examined(visit, {finding: text, "slump_positive": "true"})

    assert [fault.field for fault in bad.value.faults] == [f"exam-{finding}"]
    assert opened(fresh(visit.first)).entered.examination[finding] == text
    assert "slump_positive" not in findings_of(opened(fresh(visit.first)).safety.screening)


def test_what_was_typed_and_not_weighed_holds_the_signature_up(visit: Care) -> None:
    drafted(visit, visit.first, examination={"systolic_blood_pressure": "190"})

    with pytest.raises(Refused) as refused:
        signed(visit, visit.first)

    assert refused.value.code == "examination_open"


def test_the_note_says_what_was_examined(visit: Care) -> None:
    examined(visit, {"slr_angle": "40", "slump_positive": "true"})

    assert "Slump test positive: yes" in signed(visit, visit.first).objective


def test_an_examination_waits_for_the_safety_questions(care: Care) -> None:
    with pytest.raises(Refused):
        examined(care, {"slump_positive": "true"})


def test_nobody_else_records_an_examination(visit: Care) -> None:
    isla = make_therapist(visit.world.clinic, name="Isla Muir")
    drafted(visit, visit.first, examination={"slump_positive": "true"})

    with pytest.raises((Refused, NotFound)):
        examine(
            actor=visit.world.as_callum,
            therapist=isla.user,
            session=fresh(visit.first),
            knowledge=KNOWLEDGE,
            now=visit.first.starts_at,
        )


def test_the_page_takes_the_tests_without_scripts_and_says_errors_beside_the_field(world: World) -> None:
    care = in_care(world)
    with time_machine.travel(FIRST_DAY + timedelta(minutes=1), tick=False):
        asked_again(care, care.first)
        browser = Browser()
        browser.force_login(care.world.callum_user)
        address = f"/treat/{care.first.pk}/"

        wrong = browser.post(
            address, {"do": "examine", "exam-slr_angle": "400", "exam-slump_positive": "true", "told": "Slept badly."}
        )
        page = wrong.content.decode()
        assert wrong.status_code == 422
        assert 'id="exam-slr_angle-error"' in page
        assert 'value="400"' in page
        assert "Slept badly." in page

        browser.post(address, {"do": "examine", "exam-slr_angle": "40", "exam-slump_positive": "true"})
        page = browser.get(address).content.decode()
        assert "Pattern most like" in page
        assert 'value="40"' in page

        browser.post(address, {"do": "examine", "exam-wells_dvt_score": "3"})
        page = browser.get(address).content.decode()
        assert "Stop. No massage today." in page
        assert "Pattern most like" not in page


def test_a_test_that_calls_a_denial_in_question_stops_the_session_until_it_is_given_again(visit: Care) -> None:
    """A wide gait calls for the questions about walking and about both legs."""
    assert examined(visit, {"wide_based_gait": "true"}).outcome == Outcome.INCOMPLETE
    assert opened(fresh(visit.first)).safety.is_stopped

    with pytest.raises(BadInput) as refused:
        asked_again(visit, fresh(visit.first))
    assert {fault.field for fault in refused.value.faults} == {"finding-unsteady_walking", "finding-weakness_both_legs"}

    again = asked_again(visit, fresh(visit.first), {"unsteady_walking": False, "weakness_both_legs": "absent"})
    assert again.outcome == Outcome.CLEAR
    assert examined(visit, {"wide_based_gait": "true", "slump_positive": "true"}).outcome == Outcome.CLEAR


def test_what_a_test_called_in_question_is_asked_on_the_page_at_once(visit: Care) -> None:
    examined(visit, {"wide_based_gait": "true"})

    page = session_page(fresh(visit.first), KNOWLEDGE, posted={})
    assert page.asks_now
    rows = {row.name: (group, row) for group in page.asked_again for row in group.rows}

    for name in ("finding-unsteady_walking", "finding-weakness_both_legs"):
        group, row = rows[name]
        assert group.is_open
        assert SAME not in {option.value for option in row.options}
        assert not any(option.checked for option in row.options)
    assert rows["finding-saddle_numbness"][1].options[0].value == SAME


def test_a_yes_to_what_a_test_called_for_is_weighed_like_any_other(visit: Care) -> None:
    examined(visit, {"wide_based_gait": "true"})

    again = asked_again(visit, fresh(visit.first), {"unsteady_walking": True, "weakness_both_legs": "absent"})

    assert again.outcome == Outcome.URGENT
