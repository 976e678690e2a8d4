"""What next: go on, change, taper, discharge, or stop and refer?

Every rule that fires is listed, gravest first; the gravest decides. A rule that a missing fact leaves open is named
under what would change the decision, so that nobody reads "not measured" as "fine".
"""

from collections.abc import Iterator

from ischia.knowledge.records import Knowledge, Level, ReviewRule
from ischia.pathway.decide.values import Action, Decision, DecisionReason
from ischia.pathway.shared.findings import Findings
from ischia.pathway.shared.logic import evaluate, findings_that_decided, missing


def decide(facts: Findings, knowledge: Knowledge, *, review_is_due: bool, beside: tuple[str, ...] = ()) -> Decision:
    """Weigh the facts by every review rule. With no rule fired the course goes on as planned.

    `beside` is handed through unweighed (`ischia.pathway.decide.beside`).
    """
    rules = sorted(knowledge.review_rules.values(), key=lambda rule: rule.order)
    fired = [rule for rule in rules if evaluate(rule.when, facts)]
    return Decision(
        action=Action(fired[0].action) if fired else Action.CONTINUE,
        refer=_worst(fired),
        reasons=tuple(_reason(rule, facts) for rule in fired),
        would_change_it=tuple(_would_change(rules, facts, knowledge)),
        review_is_due=review_is_due or bool(fired and fired[0].action == Action.STOP_AND_REFER),
        knowledge_version=knowledge.version,
        beside=beside,
    )


def _worst(fired: list[ReviewRule]) -> Level | None:
    referrals = [rule.refer for rule in fired if rule.refer is not None]
    return max(referrals, key=lambda level: level.rank, default=None)


def _reason(rule: ReviewRule, facts: Findings) -> DecisionReason:
    known = {name: facts.known(name) for name in findings_that_decided(rule.when, facts)}
    return DecisionReason(
        rule=rule.id,
        title=rule.title,
        action=Action(rule.action),
        facts_used={name: value for name, value in known.items() if value is not None},
        say=rule.say,
        citations=rule.backing.evidence,
    )


def _would_change(rules: list[ReviewRule], facts: Findings, knowledge: Knowledge) -> Iterator[str]:
    """What would lead to another decision: rules that a missing fact leaves open, then those that do not hold.

    Only rules graver than the deciding one are named; with no rule fired, all of them could still decide.
    """
    settled = []
    for rule in rules:
        held = evaluate(rule.when, facts)
        if held:
            break
        if held is None:
            labels = [knowledge.review_facts[name].label.lower() for name in missing(rule.when, facts)]
            yield f"{rule.title}: not known yet ({', '.join(labels)})."
        else:
            settled.append(rule.title)
    yield from (f"{title}." for title in settled)
