"""What is news at a visit, and which earlier answers say nothing about today?"""

from collections.abc import Mapping

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, FindingKind, FindingSection, Knowledge, Level, RuleId
from ischia.pathway.screen.checking import contradictions
from ischia.pathway.screen.values import Verdict
from ischia.pathway.shared.findings import Answer, Findings

SINCE_LAST_TIME = tuple(
    FindingId(id)
    for id in (
        "new_leg_numbness",
        "anticoagulant",
        "recent_spinal_procedure",
        "dvt_ever",
        "pregnant_or_might_be",
        "fever_or_infection_now",
    )
)
"""What may have become true since the last visit and changes what is safe: one checklist at every visit."""

AGEING = frozenset(
    FindingId(id)
    for id in (
        "spinal_procedure_timing",
        "dvt_status",
        "shingles_recent_or_wide",
        "recent_injury",
        "botulinum_injection_recent",
    )
)
"""Answers that name a span of time until now in words: true on one day, outdated on a later one."""

NEWS = {FindingId("new_leg_numbness"): FindingId("new_numbness_at_visit")}
"""Findings that are news once they are answered anew with anything but no: CLINICAL.md section 8 stops the course."""


def asked_since_last_time(knowledge: Knowledge) -> tuple[FindingId, ...]:
    """Return the checklist of every visit, in its order."""
    return tuple(id for id in SINCE_LAST_TIME if id in knowledge.findings)


def rules_of_today(knowledge: Knowledge) -> frozenset[RuleId]:
    """Return the rules that speak of one day only, so that nothing said about one day holds on another."""
    return frozenset(rule.id for rule in knowledge.safety_rules if rule.only_today)


def findings_that_age(knowledge: Knowledge) -> frozenset[FindingId]:
    """Return what the client was asked and time makes untrue: counts, spans until now, answers about one day."""
    today = {FindingId(id) for rule in knowledge.safety_rules if rule.only_today for id in findings_used(rule.when)}
    return frozenset(
        finding.id
        for finding in knowledge.findings.values()
        if finding.section is FindingSection.HISTORY
        and (finding.kind is FindingKind.NUMBER or finding.id in AGEING or finding.id in today)
    )


def findings_of_one_day(knowledge: Knowledge) -> frozenset[FindingId]:
    """Return the tests that those rules look at: what was measured at one visit is not known at the next."""
    used = (FindingId(id) for rule in knowledge.safety_rules if rule.only_today for id in findings_used(rule.when))
    return frozenset(id for id in used if knowledge.findings[id].section is FindingSection.TEST)


def to_test_again(before: Verdict, knowledge: Knowledge) -> tuple[FindingId, ...]:
    """Return the tests of another day that held the client back then: they have to be done again, not forgotten.

    News of that day is no such test: it is asked about in any case.
    """
    held_back = (reason for reason in before.reasons if reason.level.rank >= Level.LIMITS.rank)
    used = dict.fromkeys(id for reason in held_back for id in reason.findings_used)
    tests = findings_of_one_day(knowledge) - set(NEWS.values())
    return tuple(id for id in used if id in tests)


def answers_today(
    before: Findings, changed: Mapping[str, Answer], knowledge: Knowledge, *, is_same_visit: bool
) -> Findings:
    """Return last time's answers with what is different today, without tests of another day.

    What is answered anew with anything but no, "not sure" included, is news where CLINICAL.md section 8 makes it so.
    What described something that is denied today falls away.
    """
    stale = frozenset[FindingId]() if is_same_visit else findings_of_one_day(knowledge)
    kept = Findings({id: answer for id, answer in before.items() if id not in stale})
    news: dict[str, Answer] = {
        new: changed[id] is not False for id, new in NEWS.items() if id in changed and new in knowledge.findings
    }
    return answered_again(kept, {**changed, **news}, knowledge)


def answered_again(before: Findings, changed: Mapping[str, Answer], knowledge: Knowledge) -> Findings:
    """Return the earlier answers with the later ones, without the details of what was there and is denied now.

    A detail that is itself new stays beside the denial, so that the contradiction is reported and not resolved.
    """
    answers = before.with_answers(changed)
    gone = {
        id
        for each in contradictions(answers, knowledge)
        if each.detail_of and changed.get(each.detail_of, before.get(each.detail_of)) != before.get(each.detail_of)
        for id in each.findings
        if id != each.detail_of and answers.get(id) == before.get(id)
    }
    return Findings({id: answer for id, answer in answers.items() if id not in gone})
