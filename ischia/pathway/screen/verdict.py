"""Is massage safe for this person today?"""

from collections.abc import Iterable

from ischia.knowledge.records import EvidenceId, FindingId, FindingValue, Knowledge, Level, RuleId, Wording
from ischia.pathway.screen.checking import check_findings
from ischia.pathway.screen.judging import Judgement, judge, missing_for
from ischia.pathway.screen.rule_book import PreparedRule
from ischia.pathway.screen.safety_net import safety_net_for
from ischia.pathway.screen.values import Audience, OpenRule, Outcome, Reason, Verdict
from ischia.pathway.shared.compiled import Answers
from ischia.pathway.shared.findings import UNKNOWN, Findings, Unknown

LIMITS_LEAVE_NOTHING = RuleId("limits_leave_nothing")

_NOTHING_LEFT = Wording(
    client="Taken together, your answers leave no way of massage that we can call safe. Please ask a clinician first.",
    therapist="The limits that apply leave nothing possible. A clinician has to say what may be done.",
    clinician="The limits set by the rules named here exclude each other; massage needs your advice on what is safe.",
)


def screen(findings: Findings, knowledge: Knowledge, *, audience: Audience = Audience.CLIENT) -> Verdict:
    """Try every safety rule and answer with the worst that fired, all reasons, all limits and what is still open.

    The outcome is `emergency` as soon as such a rule fires. Otherwise it is `incomplete` while an undecided rule could
    make it graver, or, as long as the person may proceed now or after a clearance, could add a limit or a reason.
    `UNKNOWN` answers keep a rule undecided: nothing is ever clear because somebody could not say. Whoever has to be
    seen today hears so once nothing is left to ask, although other answers are unclear. Tests that nobody has done do
    not hold the verdict open, since a client cannot do them; therapists and clinicians see the rules that wait for them
    in `open_rules`, marked `only_tests`.

    Raises `BadInput` for unknown ids, impossible values and contradictions.
    """
    judgement = judge(check_findings(findings, knowledge), knowledge)
    outcome = _outcome(judgement)
    return Verdict(
        level=judgement.level,
        outcome=outcome,
        could_become=judgement.could_become,
        reasons=tuple(_reasons(judgement)),
        open_rules=tuple(_open_rules(judgement, audience)),
        limits=judgement.limits,
        safety_net=safety_net_for(outcome),
        knowledge_version=knowledge.version,
        to_clarify=tuple(_to_clarify(judgement)),
    )


def _outcome(judgement: Judgement) -> Outcome:
    if not judgement.open or judgement.level is Level.EMERGENCY or _is_urgent_whatever_is_unclear(judgement):
        return Outcome(judgement.level.value)
    return Outcome.INCOMPLETE


def _is_urgent_whatever_is_unclear(judgement: Judgement) -> bool:
    """Whether to say "be seen today" now: nothing is left to ask, only answers that the person could not give."""
    missing = (finding for each in judgement.open for finding in missing_for(each, judgement.answers))
    return judgement.level is Level.URGENT and all(judgement.answers.get(finding) is UNKNOWN for finding in missing)


def _reasons(judgement: Judgement) -> Iterable[Reason]:
    """Give every rule that fired, gravest first."""
    reasons = [_reason(each, judgement.answers) for each in judgement.fired]
    if judgement.leaves_nothing:
        reasons.append(_reason_for_nothing_left(judgement))
    return sorted(reasons, key=lambda reason: -reason.level.rank)


def _reason(fired: PreparedRule, answers: Answers) -> Reason:
    rule = fired.rule
    return Reason(
        rule=rule.id,
        origin=rule.origin,
        title=rule.title,
        level=rule.level,
        findings_used=_grounds(fired, answers),
        say=rule.say,
        act_now=rule.act_now,
        citations=rule.backing.evidence,
        is_verified=rule.backing.is_verified,
    )


def _reason_for_nothing_left(judgement: Judgement) -> Reason:
    """Explain limits that exclude each other by the rules that set them."""
    because = {rule for field in judgement.leaves_nothing for rule in judgement.limits.because.get(field, ())}
    behind = [each for each in judgement.fired if each.rule.id in because]
    grounds: dict[FindingId, FindingValue] = {}
    citations: dict[EvidenceId, None] = {}
    for each in behind:
        grounds.update(_grounds(each, judgement.answers))
        citations.update(dict.fromkeys(each.rule.backing.evidence))
    return Reason(
        rule=LIMITS_LEAVE_NOTHING,
        origin="combined limits",
        title="The limits together leave nothing possible: " + ", ".join(each.rule.title for each in behind),
        level=Level.CLINICIAN_FIRST,
        findings_used=grounds,
        say=_NOTHING_LEFT,
        act_now="",
        citations=tuple(citations),
        is_verified=all(each.rule.backing.is_verified for each in behind),
    )


def _grounds(fired: PreparedRule, answers: Answers) -> dict[FindingId, FindingValue]:
    values = ((FindingId(finding), answers[finding]) for finding in fired.fires.deciding(answers, held=True))
    return {finding: value for finding, value in values if not isinstance(value, Unknown)}


def _open_rules(judgement: Judgement, audience: Audience) -> Iterable[OpenRule]:
    for each in judgement.open:
        yield OpenRule(rule=each.rule.id, level=each.rule.level, missing=missing_for(each, judgement.answers))
    if audience is Audience.CLIENT:
        return
    for each in judgement.waiting_for_tests:
        missing = dict.fromkeys(FindingId(finding) for finding in each.fires.undecided(judgement.answers))
        yield OpenRule(rule=each.rule.id, level=each.rule.level, missing=tuple(missing), only_tests=True)


def _to_clarify(judgement: Judgement) -> Iterable[FindingId]:
    missing = (finding for each in judgement.open for finding in missing_for(each, judgement.answers))
    return dict.fromkeys(finding for finding in missing if judgement.answers.get(finding) is UNKNOWN)
