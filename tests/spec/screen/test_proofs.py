"""Does a rule that breaks a promise of the safety check get caught, and is the person it would harm shown?"""

from dataclasses import replace

import pytest

from ischia.knowledge.criteria import Between, Criterion, Not
from ischia.knowledge.records import FindingId, Implication, Knowledge, Level, LimitSet, SafetyRule
from ischia.pathway.screen.proofs import missed_by_asking, prove
from ischia.pathway.shared.findings import Findings
from tests.spec.screen.small_set import FINDINGS, HEALTHY, NEVER_AND_WEEKS, QUESTIONS, RULES, SMALL
from tests.support.knowledge import boolean, both, course, either, knowledge, one_of, present, question, rule


def with_rule(wrong: SafetyRule) -> Knowledge:
    return knowledge(findings=FINDINGS, questions=QUESTIONS, rules=(*RULES, wrong), contradictions=(NEVER_AND_WEEKS,))


def with_implication(finding: str, *follows: Implication) -> Knowledge:
    changed = {**SMALL.findings, FindingId(finding): replace(SMALL.findings[FindingId(finding)], implied=follows)}
    return replace(SMALL, findings=changed)


def faults(wrong: Knowledge) -> list[str]:
    return [str(each) for each in prove(wrong)]


def test_sound_rules_keep_every_promise() -> None:
    assert faults(SMALL) == []


def test_a_rule_that_a_red_flag_turns_off_makes_the_verdict_milder() -> None:
    wrong = rule("numb_without_cancer", Level.URGENT, both(present("leg_numb"), one_of("cancer", False)))

    assert faults(with_rule(wrong)) == [
        "numb_without_cancer: with leg_numb yes, cancer no: urgent becomes clinician_first when cancer changes to yes "
        "(a graver answer never makes the verdict milder)"
    ]


def test_a_rule_that_a_worse_course_turns_off_makes_the_verdict_milder() -> None:
    first, *others = RULES
    narrow = replace(first, when=one_of("saddle_numb", "new", "present"))
    wrong = knowledge(findings=FINDINGS, questions=QUESTIONS, rules=(narrow, *others))

    assert (
        "saddle: with saddle_numb new: emergency becomes clear when saddle_numb changes to worse "
        "(a graver answer never makes the verdict milder)"
    ) in faults(wrong)


def test_limits_that_a_red_flag_lifts_make_the_verdict_milder() -> None:
    wrong = rule(
        "brief_without_bones",
        Level.LIMITS,
        both(present("leg_numb"), one_of("osteoporosis", False)),
        limits=LimitSet(max_minutes=20),
    )

    assert faults(with_rule(wrong)) == [
        "brief_without_bones: with leg_numb yes, osteoporosis no: limits becomes limits when osteoporosis changes to "
        "yes (a graver answer never makes the verdict milder)"
    ]


def test_an_answer_that_overrides_what_followed_makes_the_verdict_milder() -> None:
    wrong = with_implication("saddle_numb", Implication(value="new", when=present("clonus")))

    assert (
        "saddle: with clonus yes: emergency becomes urgent when saddle_numb changes to older "
        "(a graver answer never makes the verdict milder)"
    ) in faults(wrong)


def test_two_values_that_follow_at_once_must_have_the_graver_written_first() -> None:
    denied = Implication(value=False, when=present("leg_numb"))
    affirmed = Implication(value=True, when=present("calf_swollen"))
    named = "breathless: with leg_numb yes, calf_swollen yes: both no and yes follow"

    assert any(each.startswith(named) for each in faults(with_implication("breathless", denied, affirmed)))
    assert not any("both" in each for each in faults(with_implication("breathless", affirmed, denied)))


def test_a_denial_that_follows_without_being_asked_leaves_an_emergency_unseen() -> None:
    wrong = with_implication("saddle_numb", Implication(value="absent", when=one_of("sex", "male")))

    assert (
        "saddle: with sex male: saddle_numb is never asked but follows "
        "(nobody looks safe while a grave question is unanswered)"
    ) in faults(wrong)


def test_a_rule_that_no_longer_matters_beside_one_as_grave_leaves_nobody_looking_safe() -> None:
    swollen, numb = present("calf_swollen"), present("leg_numb")
    beside = rule("with_cancer", Level.URGENT, both(either(swollen, numb), present("cancer")))

    assert faults(with_rule(beside)) == []


def test_an_examination_that_nobody_did_must_not_settle_an_emergency() -> None:
    wrong = rule("not_examined", Level.EMERGENCY, both(present("hands_clumsy"), Not(present("clonus"))))

    assert (
        "not_examined: with no answer at all: it counts clonus as negative although nobody has examined "
        "(nobody looks safe while a grave question is unanswered)"
    ) in faults(with_rule(wrong))


def test_an_examination_that_nobody_did_must_not_hide_an_open_question() -> None:
    wrong = rule("either_way", Level.EMERGENCY, either(present("hands_clumsy"), Not(present("clonus"))))

    assert (
        "either_way: with no answer at all: hands_clumsy could still make it fire "
        "(nobody looks safe while a grave question is unanswered)"
    ) in faults(with_rule(wrong))


@pytest.mark.parametrize(
    "when",
    [
        both(one_of("sex", "male"), one_of("sex", "female")),
        both(one_of("pregnant", False), Between("pregnancy_weeks", low=5)),
    ],
    ids=["two values at once", "a contradiction"],
)
def test_a_rule_that_cannot_fire_is_named(when: Criterion) -> None:
    assert faults(with_rule(rule("never", Level.URGENT, when))) == [
        "never: with no answer at all: no possible set of answers makes it fire (every rule can fire)"
    ]


def test_a_rule_that_adds_neither_level_nor_limit_is_named_with_those_that_say_as_much() -> None:
    wrong = rule("bones_again", Level.LIMITS, present("osteoporosis"), limits=LimitSet(max_pressure=3))

    assert faults(with_rule(wrong)) == [
        "bones_again: with osteoporosis yes: brittle_bone already says as much whenever it fires "
        "(every rule adds to some verdict)"
    ]


def test_a_level_that_nobody_reaches_is_named() -> None:
    wrong = replace(
        SMALL, red_flags={id: each for id, each in SMALL.red_flags.items() if each.level is not Level.URGENT}
    )

    assert faults(wrong) == [
        "every rule: with no answer at all: no answers come to urgent (every level is the verdict of somebody)"
    ]


def test_a_danger_that_no_question_asks_about_is_missed_by_asking() -> None:
    unasked = knowledge(
        findings=(boolean("faint"), course("saddle_numb")),
        questions=(question(1, "saddle_numb"),),
        rules=(
            rule("saddle", Level.EMERGENCY, one_of("saddle_numb", "new")),
            rule("faint", Level.URGENT, present("faint")),
        ),
    )
    person = Findings({"saddle_numb": "absent", "faint": True})

    assert [str(each) for each in missed_by_asking([person], unasked)] == [
        "faint: with saddle_numb absent, faint yes: urgent becomes incomplete when asked question by question "
        "(asking adaptively comes to the verdict of the full form)"
    ]


def test_what_is_asked_of_a_healthy_person_misses_nothing() -> None:
    assert list(missed_by_asking([Findings(HEALTHY)], SMALL)) == []
