"""How does the safety check judge? Answers in, verdict out, on a small set of rules that the test shows."""

import msgspec
import pytest

from ischia.knowledge.records import Level, LimitSet, RuleId
from ischia.pathway.screen.api import LIMITS_LEAVE_NOTHING, Audience, Outcome, Verdict, screen
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.shared.limits import combine_limits
from tests.spec.screen.small_set import BRITTLE_BONE, HEALTHY, SMALL, THIN_BLOOD
from tests.support.knowledge import boolean, knowledge, present, rule

CLEAR, LIMITS, CLINICIAN_FIRST = Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST
URGENT, EMERGENCY, INCOMPLETE = Outcome.URGENT, Outcome.EMERGENCY, Outcome.INCOMPLETE


def verdict_on(**changes: Answer | None) -> Verdict:
    """The verdict on a healthy person with these changes; None takes an answer away."""
    answers = {id: answer for id, answer in {**HEALTHY, **changes}.items() if answer is not None}
    return screen(Findings(answers), SMALL)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({}, CLEAR, id="every-question-denied-is-clear"),
        pytest.param({"anticoagulant": True}, LIMITS, id="a-limit-is-limits"),
        pytest.param({"cancer": True}, CLINICIAN_FIRST, id="a-clinician-rule-is-clinician-first"),
        pytest.param({"calf_swollen": True}, URGENT, id="an-urgent-rule-is-urgent"),
        pytest.param({"saddle_numb": "new"}, EMERGENCY, id="an-emergency-rule-is-emergency"),
        pytest.param({"saddle_numb": "present"}, EMERGENCY, id="course-unclear-counts-as-new"),
        pytest.param({"saddle_numb": "stable"}, CLEAR, id="stable-and-explained-does-not-alarm"),
        pytest.param({"leg_numb": True}, CLEAR, id="a-rule-without-escalation-stays-clear"),
        pytest.param({"calf_swollen": True, "breathless": True}, EMERGENCY, id="the-worst-of-two-wins"),
        pytest.param({"cancer": True, "anticoagulant": True}, CLINICIAN_FIRST, id="a-limit-does-not-soften"),
        pytest.param({"saddle_numb": None}, INCOMPLETE, id="an-unasked-emergency-question-holds-it-open"),
        pytest.param({"anticoagulant": None}, INCOMPLETE, id="an-unasked-limit-holds-it-open"),
        pytest.param({"anticoagulant": None, "cancer": True}, INCOMPLETE, id="a-clearance-needs-the-limits-too"),
        pytest.param({"anticoagulant": None, "calf_swollen": True}, URGENT, id="limits-no-longer-matter-when-urgent"),
        pytest.param({"saddle_numb": None, "calf_swollen": True}, INCOMPLETE, id="urgent-can-still-become-emergency"),
        pytest.param({"saddle_numb": "new", "cancer": None}, EMERGENCY, id="an-emergency-waits-for-nothing"),
        pytest.param({"saddle_numb": UNKNOWN}, INCOMPLETE, id="unknown-is-never-clear"),
        pytest.param({"anticoagulant": UNKNOWN}, INCOMPLETE, id="unknown-limit-is-never-clear"),
        pytest.param({"clonus": None}, CLEAR, id="a-test-nobody-did-holds-nothing-open"),
        pytest.param({"clonus": True}, URGENT, id="a-test-that-was-done-counts"),
        pytest.param({"clonus": UNKNOWN}, INCOMPLETE, id="a-test-that-could-not-be-read-holds-it-open"),
        pytest.param({"pregnant": True}, INCOMPLETE, id="pregnant-needs-the-weeks"),
        pytest.param({"pregnant": True, "pregnancy_weeks": 22}, CLEAR, id="at-22-weeks-not-yet-late"),
        pytest.param({"pregnant": True, "pregnancy_weeks": 23}, LIMITS, id="over-22-weeks-is-late"),
        pytest.param({"pregnant": None, "sex": "male"}, CLEAR, id="what-follows-is-not-asked"),
        pytest.param({"pregnant": None, "sex": "female"}, INCOMPLETE, id="what-does-not-follow-is-asked"),
    ],
)
def test_outcome_is_the_worst_rule_unless_something_graver_is_open(
    changes: dict[str, Answer | None], outcome: Outcome
) -> None:
    assert verdict_on(**changes).outcome is outcome


def test_nothing_answered_could_still_be_an_emergency() -> None:
    verdict = screen(Findings({}), SMALL)

    assert verdict.outcome is INCOMPLETE
    assert verdict.level is Level.CLEAR
    assert verdict.could_become is Level.EMERGENCY


def test_every_rule_that_fired_is_a_reason_gravest_first() -> None:
    verdict = verdict_on(cancer=True, anticoagulant=True, leg_numb=True, calf_swollen=True)

    assert [reason.rule for reason in verdict.reasons] == ["leg_clot", "cancer", "thin_blood", "card"]


def test_a_reason_names_the_findings_it_rests_on_and_its_sources() -> None:
    verdict = verdict_on(hands_clumsy=True)

    assert verdict.reasons[0].findings_used == {"hands_clumsy": True}
    assert verdict.reasons[0].citations == ("S1",)
    assert verdict.knowledge_version == "small"


def test_an_open_rule_names_only_what_can_still_decide_it() -> None:
    verdict = verdict_on(breathless=None, calf_swollen=True)

    assert [(rule.rule, rule.missing) for rule in verdict.open_rules] == [("lung_clot", ("breathless",))]


def test_therapists_see_which_rules_wait_for_a_test_clients_do_not() -> None:
    client = screen(Findings(HEALTHY), SMALL)
    therapist = screen(Findings(HEALTHY), SMALL, audience=Audience.THERAPIST)

    assert client.open_rules == ()
    assert [(rule.rule, rule.missing, rule.only_tests) for rule in therapist.open_rules] == [
        ("cord", ("clonus",), True)
    ]
    assert therapist.outcome is CLEAR


def test_a_person_has_to_clear_up_what_could_not_be_answered() -> None:
    verdict = verdict_on(saddle_numb=UNKNOWN)

    assert verdict.to_clarify == ("saddle_numb",)
    assert verdict.needs_a_person


def test_nobody_has_to_call_while_there_is_still_something_to_ask() -> None:
    assert not verdict_on(saddle_numb=UNKNOWN, cancer=None).needs_a_person


@pytest.mark.parametrize("outcome_of", [{}, {"anticoagulant": True}, {"cancer": True}, {"cancer": None}])
def test_everybody_who_is_not_sent_away_takes_the_card_home(outcome_of: dict[str, Answer | None]) -> None:
    card = verdict_on(**outcome_of).safety_net

    assert len(card) == 8
    assert "{emergency_number}" in card[0]


@pytest.mark.parametrize("outcome_of", [{"calf_swollen": True}, {"saddle_numb": "new"}])
def test_who_is_sent_away_gets_no_card_but_what_to_do(outcome_of: dict[str, Answer]) -> None:
    assert verdict_on(**outcome_of).safety_net == ()


def test_limits_combine_to_the_strictest_and_name_their_rules() -> None:
    limits = verdict_on(anticoagulant=True, osteoporosis=True).limits

    assert limits.max_pressure == 2
    assert limits.positions == {"side_lying", "supine"}
    assert limits.exclude_techniques == {"deep_tissue"}
    assert limits.because["max_pressure"] == ("brittle_bone",)
    assert limits.because["exclude_techniques.deep_tissue"] == ("thin_blood",)
    assert limits.precautions == ("Bruises?",)


def test_order_of_the_rules_does_not_change_what_is_allowed() -> None:
    one, other = (RuleId("a"), THIN_BLOOD), (RuleId("b"), BRITTLE_BONE)

    assert combine_limits([one, other]).because.keys() == combine_limits([other, one]).because.keys()
    assert combine_limits([one, other]).positions == combine_limits([other, one]).positions


def test_no_rule_with_limits_leaves_massage_unrestricted() -> None:
    assert verdict_on().limits.is_unrestricted


@pytest.mark.parametrize(
    ("limits", "leaves_nothing"),
    [
        pytest.param(({"positions": {"prone"}}, {"positions": {"supine"}}), True, id="no-position-in-common"),
        pytest.param(({"positions": {"prone"}}, {"positions": {"prone"}}), False, id="one-position-in-common"),
        pytest.param(({"max_minutes": 14}, {}), True, id="just-under-15-minutes"),
        pytest.param(({"max_minutes": 15}, {}), False, id="just-15-minutes"),
        pytest.param(({"max_pressure": 1}, {}), True, id="too-light-for-every-technique"),
        pytest.param(({"max_pressure": 2}, {}), False, id="light-enough-for-one-technique"),
        pytest.param(
            ({"avoid_regions": {"buttock", "calf"}}, {"avoid_regions": {"low_back", "thigh_front"}}),
            True,
            id="every-target-area-avoided",
        ),
        pytest.param(
            ({"avoid_regions": {"buttock", "calf"}}, {"avoid_regions": {"low_back"}}), False, id="one-area-left"
        ),
        pytest.param(
            (
                {"exclude_techniques": {"deep_tissue", "trigger_point"}},
                {"exclude_techniques": {"myofascial_release", "relaxation_massage"}},
            ),
            True,
            id="every-technique-excluded",
        ),
    ],
)
def test_limits_that_leave_nothing_possible_need_a_clinician(
    limits: tuple[dict[str, object], dict[str, object]], *, leaves_nothing: bool
) -> None:
    first, second = (msgspec.convert(each, LimitSet) for each in limits)
    rules = (
        rule("first", Level.LIMITS, present("one"), limits=first),
        rule("second", Level.LIMITS, present("two"), limits=second),
    )
    known = knowledge(findings=(boolean("one"), boolean("two")), rules=rules)

    verdict = screen(Findings({"one": True, "two": True}), known)

    assert verdict.outcome is (CLINICIAN_FIRST if leaves_nothing else LIMITS)
    assert (LIMITS_LEAVE_NOTHING in {reason.rule for reason in verdict.reasons}) is leaves_nothing


def test_a_verdict_survives_being_stored_as_json() -> None:
    verdict = verdict_on(cancer=True, anticoagulant=True, saddle_numb=UNKNOWN)

    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict
