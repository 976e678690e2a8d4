"""How do the answers for rule authors read: what was checked, why rules fired, where gaps are?"""

from collections.abc import Mapping
from dataclasses import dataclass

from ischia.cli.comparing import Comparison, Move, RecordChanges
from ischia.cli.coverage import Coverage
from ischia.cli.explaining import Answer, Explanation, RuleAnswer
from ischia.cli.page import Page
from ischia.cli.presenters.words import findings_in_words, labels_of, plain
from ischia.knowledge import Overdue
from ischia.knowledge.records import Knowledge

OVERDUE_SHOWN = 10
MOVES_SHOWN = 20

ANSWER_TITLES = {
    Answer.FIRED: "Fired",
    Answer.OPEN: "Open: an answer could still make it fire",
    Answer.WAITS_FOR_EXAMINATION: "Waits for an examination only",
    Answer.DID_NOT_FIRE: "Did not fire",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What `ischia knowledge check` looked at when it found no fault."""

    version: str
    records: dict[str, int]
    cases: int
    rows: int
    overdue: tuple[Overdue, ...]


def write_check(page: Page, result: CheckResult) -> None:
    """Everything in order, and what is due for review."""
    page.lead(f"{sum(result.records.values())} files are in order, and {result.cases} cases come out as written.")
    without = result.records["rows_without_rule"]
    page.text(
        f"All {result.rows} rows of the fact base are accounted for: each has its rules, or stands among the {without} "
        "entries that say why a row, or a part of one, is no rule."
    )
    page.text("The proofs hold: no red flag makes a verdict milder, none is left unasked, every rule can count.")
    if result.overdue:
        page.text(f"{len(result.overdue)} reviews are overdue:")
        page.items(_overdue(each) for each in result.overdue[:OVERDUE_SHOWN])
        if len(result.overdue) > OVERDUE_SHOWN:
            page.text(f"and {len(result.overdue) - OVERDUE_SHOWN} more (all of them with --json).", indent=2)
    else:
        page.text("No review is overdue.")
    page.text(f"Knowledge version {result.version}.")


def _overdue(entry: Overdue) -> str:
    return f"{entry.kind}/{entry.id}, {entry.field}: reviewed on {entry.reviewed_on}, due on {entry.due_on}"


def write_explanation(page: Page, explanation: Explanation, knowledge: Knowledge) -> None:
    """The rules by what they say, gravest first, each with the findings that decided it."""
    labels = labels_of(knowledge)
    counts = {answer: sum(each.answer is answer for each in explanation.rules) for answer in Answer}
    page.lead(", ".join(f"{count} {plain(answer)}" for answer, count in counts.items()).capitalize() + ".")
    if explanation.implied:
        page.pair("Followed from other answers", findings_in_words(explanation.implied, labels))
    for answer in Answer:
        rules = [each for each in explanation.rules if each.answer is answer]
        if rules:
            page.heading(f"{ANSWER_TITLES[answer]} ({len(rules)})")
        for each in rules:
            _write_rule(page, each, labels)
    page.gap()
    page.text(f"Knowledge version {explanation.knowledge_version}. `ischia knowledge show ID` prints a rule in full.")


def _write_rule(page: Page, rule: RuleAnswer, labels: Mapping[str, str]) -> None:
    page.item(f"{rule.rule} ({rule.origin}, {plain(rule.level)}): {rule.title}")
    if rule.decided_by:
        page.text(f"Because: {findings_in_words(rule.decided_by, labels)}", indent=2)
    if rule.missing:
        page.text(f"Missing: {'; '.join(labels[id] for id in rule.missing)}", indent=2)


def write_coverage(page: Page, gaps: Coverage) -> None:
    """Gap by gap; what has none is said in one line."""
    _write_gap(page, "Findings that nothing uses", gaps.unused_findings)
    _write_gap(page, "Findings that are asked and decide nothing", gaps.asked_in_vain)
    waiting = [f"{rule}: {', '.join(findings)}" for rule, findings in gaps.rules_without_question.items()]
    _write_gap(page, "Rules that no question reaches: they wait for an examination", waiting)
    _write_gap(page, "Sources that nothing cites", gaps.uncited_evidence)
    _write_gap(page, "Claims that no technique shows", gaps.claims_not_shown)


def _write_gap(page: Page, title: str, entries: tuple[str, ...] | list[str]) -> None:
    page.heading(f"{title} ({len(entries)})")
    page.items(entries)
    if not entries:
        page.text("None.")


def write_comparison(page: Page, comparison: Comparison, labels: Mapping[str, str]) -> None:
    """Whose verdict changes first, what got milder before the rest; then the records."""
    page.lead(
        f"{comparison.moved} of {comparison.people} invented people get another verdict, {comparison.milder} of them a "
        f"milder one; {comparison.limits_changed} more keep theirs with other limits."
    )
    page.text(f"From {comparison.before} to {comparison.after}.")
    for title, moves in (
        ("Milder: look at these first", [move for move in comparison.moves if move.is_milder]),
        ("Not milder", [move for move in comparison.moves if not move.is_milder]),
    ):
        if moves:
            page.heading(title)
        for move in moves[:MOVES_SHOWN]:
            _write_move(page, move, labels)
        if len(moves) > MOVES_SHOWN:
            page.text(f"and {len(moves) - MOVES_SHOWN} more kinds of change (all of them with --json).")
    page.heading(f"Records ({sum(map(_count, comparison.records.values()))} changed)")
    for kind, changes in comparison.records.items():
        page.items(f"{kind}/{id}: added" for id in changes.added)
        page.items(f"{kind}/{id}: removed" for id in changes.removed)
        page.items((f"{kind}/{id}: {', '.join(map(plain, names))}" for id, names in changes.changed.items()))
    if not comparison.records:
        page.text("None.")


def _write_move(page: Page, move: Move, labels: Mapping[str, str]) -> None:
    page.item(f"{plain(move.before)} -> {plain(move.after)}: {move.count}")
    page.items((f"now fires: {rule}" for rule in move.rules_gained), level=1)
    page.items((f"no longer fires: {rule}" for rule in move.rules_lost), level=1)
    if move.example:
        page.text(f"One of them: {findings_in_words(move.example, labels)}", indent=2)


def _count(changes: RecordChanges) -> int:
    return len(changes.added) + len(changes.removed) + len(changes.changed)
