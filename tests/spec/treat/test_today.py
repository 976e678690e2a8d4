"""What does a re-screen let the therapist do, and which limits hold once a clinician has answered?"""

from dataclasses import replace

import pytest

from ischia.knowledge.records import FindingId, FindingValue, Level, LimitSet, RuleId, TechniqueId, Wording
from ischia.pathway.book.values import ClearanceAnswer
from ischia.pathway.screen.api import Outcome, Reason, Verdict
from ischia.pathway.shared.limits import Limits, combine_limits
from ischia.pathway.treat.api import Stance, is_covered, limits_today, stance
from tests.spec.treat.example_room import NO_LIMITS

YES, WITH_LIMITS, NO = ClearanceAnswer.YES, ClearanceAnswer.YES_WITH_LIMITS, ClearanceAnswer.NO


def reason(rule: str, level: Level, used: dict[FindingId, FindingValue]) -> Reason:
    return Reason(
        rule=RuleId(rule),
        origin=rule,
        title=rule,
        level=level,
        findings_used=used,
        say=Wording(client="", therapist="", clinician=""),
        act_now="",
        citations=(),
        is_verified=True,
    )


def verdict(outcome: Outcome, *reasons: Reason, limits: Limits = NO_LIMITS) -> Verdict:
    return Verdict(
        level=Level.CLEAR,
        outcome=outcome,
        could_become=Level.CLEAR,
        reasons=reasons,
        open_rules=(),
        limits=limits,
        safety_net=(),
        knowledge_version="spec",
    )


@pytest.mark.parametrize(
    ("outcome", "answer", "expected"),
    [
        pytest.param(Outcome.CLEAR, None, Stance.GO_ON, id="nothing-found"),
        pytest.param(Outcome.LIMITS, None, Stance.GO_ON, id="within-limits"),
        pytest.param(Outcome.CLINICIAN_FIRST, None, Stance.WITH_REASON, id="clinician-not-asked-yet"),
        pytest.param(Outcome.CLINICIAN_FIRST, YES, Stance.GO_ON, id="clinician-said-yes"),
        pytest.param(Outcome.CLINICIAN_FIRST, WITH_LIMITS, Stance.GO_ON, id="clinician-said-yes-with-limits"),
        pytest.param(Outcome.CLEAR, NO, Stance.STOP, id="clinician-said-no"),
        pytest.param(Outcome.INCOMPLETE, None, Stance.STOP, id="a-question-left-open"),
        pytest.param(Outcome.URGENT, YES, Stance.STOP, id="urgent-whatever-a-clinician-said-before"),
        pytest.param(Outcome.EMERGENCY, YES, Stance.STOP, id="emergency-whatever-a-clinician-said-before"),
    ],
)
def test_what_the_re_screen_lets_the_therapist_do(
    outcome: Outcome, answer: ClearanceAnswer | None, expected: Stance
) -> None:
    assert stance(verdict(outcome), answer) is expected


SURGERY = reason("CI18", Level.CLINICIAN_FIRST, {FindingId("weeks_since_surgery"): 4})


@pytest.mark.parametrize(
    ("today", "is_seen"),
    [
        pytest.param((SURGERY,), True, id="the-same-again"),
        pytest.param((), True, id="nothing-left-to-ask"),
        pytest.param((SURGERY, reason("CI03", Level.LIMITS, {})), True, id="a-new-limit-needs-no-clinician"),
        pytest.param((SURGERY, reason("RF15", Level.CLINICIAN_FIRST, {})), False, id="a-new-reason"),
        pytest.param(
            (replace(SURGERY, findings_used={FindingId("weeks_since_surgery"): 2}),), False, id="a-changed-finding"
        ),
    ],
)
def test_an_answer_covers_only_what_the_clinician_was_asked(today: tuple[Reason, ...], *, is_seen: bool) -> None:
    asked = verdict(Outcome.CLINICIAN_FIRST, SURGERY)

    assert is_covered(verdict(Outcome.CLINICIAN_FIRST, *today), asked) is is_seen


@pytest.mark.parametrize(("expired", "is_seen"), [((), True), (("CI17",), False), (("CI39",), True)])
def test_an_answer_to_a_fever_of_another_day_does_not_cover_todays(expired: tuple[str, ...], *, is_seen: bool) -> None:
    fever = verdict(Outcome.CLINICIAN_FIRST, reason("CI17", Level.CLINICIAN_FIRST, {FindingId("fever"): True}))

    assert is_covered(fever, fever, expired=[RuleId(rule) for rule in expired]) is is_seen


def test_the_clinicians_limits_join_those_of_the_rules() -> None:
    rules = combine_limits([(RuleId("CI03"), LimitSet(max_pressure=3, no_tools=True))])
    asked = LimitSet(max_pressure=2, exclude_techniques=frozenset({TechniqueId("trigger_point")}))

    both = limits_today(verdict(Outcome.CLINICIAN_FIRST, limits=rules), asked)

    assert (both.max_pressure, both.no_tools, both.exclude_techniques) == (2, True, frozenset({"trigger_point"}))
    assert both.because["max_pressure"] == ("clearance",)
    assert both.because["no_tools"] == ("CI03",)
    assert both.because["exclude_techniques"] == ("clearance",)


def test_a_clinician_cannot_loosen_what_a_rule_limits() -> None:
    rules = combine_limits([(RuleId("CI03"), LimitSet(max_pressure=2, positions=frozenset({"side_lying"})))])

    both = limits_today(verdict(Outcome.LIMITS, limits=rules), LimitSet(max_pressure=5))

    assert both.because["max_pressure"] == ("CI03",)
    assert (both.max_pressure, both.positions) == (2, frozenset({"side_lying"}))


def test_without_an_answer_the_limits_of_the_re_screen_hold() -> None:
    rules = combine_limits([(RuleId("CI03"), LimitSet(max_pressure=3))])

    assert limits_today(verdict(Outcome.LIMITS, limits=rules), None) == rules
