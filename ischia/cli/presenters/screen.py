"""How does the answer to "is massage safe for this person today?" read?"""

from collections.abc import Iterator

from ischia.cli.page import Page
from ischia.cli.presenters.words import findings_in_words, labels_of, listed, plain, sources, with_numbers
from ischia.cli.run import SENT_AWAY
from ischia.knowledge.records import Knowledge, Level
from ischia.pathway.screen.api import OpenRule, Outcome, Reason, Verdict
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS, Limits

OPEN_RULES_SHOWN = 6

HEADLINES = {
    Outcome.CLEAR: "Clear: nothing found that speaks against massage today.",
    Outcome.LIMITS: "Massage within limits: the limits below hold for every session.",
    Outcome.OTHER_ROUTE: "Other route: nothing unsafe found, but this does not look like leg pain from the back.",
    Outcome.CLINICIAN_FIRST: "Clinician first: no massage before a clinician has answered.",
    Outcome.INCOMPLETE: "Incomplete: questions are open that could change the answer. Unknown means ask, never safe.",
    Outcome.URGENT: "Urgent: no massage. See a clinician today.",
    Outcome.EMERGENCY: "Emergency: no massage. Go to an emergency department now.",
}


def write_verdict(page: Page, verdict: Verdict, knowledge: Knowledge) -> None:
    """Verdict first, then reasons, limits, what is open and the safety net.

    Limits would read like leave to go on, so whoever is sent away is told none.
    """
    page.lead(HEADLINES[verdict.outcome])
    if verdict.outcome is Outcome.INCOMPLETE:
        page.text(f"So far: {plain(verdict.level)}. It could become: {plain(verdict.could_become)}.")
    page.gap()
    reasons = tuple(_reasons_to_tell(verdict))
    if reasons:
        page.text("Reasons, gravest first:")
    for reason in reasons:
        _write_reason(page, reason, labels_of(knowledge))
    if verdict.outcome in SENT_AWAY:
        return
    write_limits(page, verdict.limits)
    _write_open_rules(page, verdict, labels_of(knowledge))
    if verdict.safety_net:
        page.gap()
        page.text("Take home with you:")
        page.items(with_numbers(line) for line in verdict.safety_net)


def _reasons_to_tell(verdict: Verdict) -> Iterator[Reason]:
    """Every reason; for those who are sent away only what sends them, so that no limit reads like leave to go on."""
    sends_away = verdict.outcome in SENT_AWAY
    yield from (each for each in verdict.reasons if not sends_away or each.level.rank >= Level.URGENT.rank)


def _write_reason(page: Page, reason: Reason, labels: dict[str, str]) -> None:
    page.item(f"{plain(reason.level).capitalize()}: {reason.title} ({reason.origin or reason.rule})")
    page.text(with_numbers(reason.say.therapist), indent=2)
    if reason.act_now:
        page.text(f"Now: {with_numbers(reason.act_now)}", indent=2)
    because = findings_in_words(reason.findings_used, labels)
    page.text(f"Because: {because}. {sources(reason.citations, is_verified=reason.is_verified)}", indent=2)


def write_limits(page: Page, limits: Limits) -> None:
    """The limits with the rules behind each; nothing when there are none."""
    lines = tuple(limits_in_words(limits))
    if lines:
        page.gap()
        page.items(lines, title="Limits:")


def limits_in_words(limits: Limits) -> Iterator[str]:
    """One line per limited field, with the rules that asked for it."""
    if limits.max_pressure < FULL_PRESSURE:
        yield f"Pressure at most {limits.max_pressure} of 5{_because(limits, 'max_pressure')}"
    if limits.max_minutes is not None:
        yield f"At most {limits.max_minutes} minutes{_because(limits, 'max_minutes')}"
    if limits.exclude_techniques:
        yield f"Not: {listed(limits.exclude_techniques)}{_because(limits, 'exclude_techniques')}"
    if limits.avoid_regions:
        yield f"Leave alone: {listed(limits.avoid_regions)}{_because(limits, 'avoid_regions')}"
    if limits.positions != frozenset(POSITIONS):
        yield f"Positions: only {listed(limits.positions)}{_because(limits, 'positions')}"
    for flag, words in (
        ("no_heat", "No heat"),
        ("no_tools", "No elbow and no tools"),
        ("no_end_range_stretch", "No end-range stretch"),
    ):
        if getattr(limits, flag):
            yield f"{words}{_because(limits, flag)}"
    yield from limits.precautions


def _because(limits: Limits, field: str) -> str:
    rules = limits.because.get(field, ())
    return f" ({', '.join(dict.fromkeys(rules))})" if rules else ""


def _write_open_rules(page: Page, verdict: Verdict, labels: dict[str, str]) -> None:
    to_ask = [rule for rule in verdict.open_rules if not rule.only_tests]
    to_test = [rule for rule in verdict.open_rules if rule.only_tests]
    for title, rules in (("Still to ask:", to_ask), ("Still to examine:", to_test)):
        if rules:
            page.gap()
            page.items((_open(rule, labels) for rule in rules[:OPEN_RULES_SHOWN]), title=title)
        if len(rules) > OPEN_RULES_SHOWN:
            page.text(f"and {len(rules) - OPEN_RULES_SHOWN} more (all of them with --json).", indent=2)


def _open(rule: OpenRule, labels: dict[str, str]) -> str:
    missing = "; ".join(labels.get(id, plain(id)) for id in rule.missing)
    return f"{missing} (could make it {plain(rule.level)}: {rule.rule})"
