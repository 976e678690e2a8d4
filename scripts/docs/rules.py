"""What does each rule say, when does it fire, and why may it be believed? One page a rule, for clinicians to review."""

from collections.abc import Iterator, Mapping

from ischia.cli.presenters.criteria import criterion_in_words
from ischia.cli.presenters.screen import limits_in_words
from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import (
    Backing,
    Confidence,
    Finding,
    FindingId,
    Knowledge,
    ReviewRule,
    RowWithoutRule,
    RuleCase,
    SafetyRule,
    Standing,
    Wording,
)
from ischia.pathway.screen.api import combine_limits
from scripts.docs.markdown import MADE, table
from scripts.docs.readable import plain, readable

STANDINGS = {
    Standing.READ: "read in the source",
    Standing.READ_SECONDARY: "read in a source that quotes it",
    Standing.RECALLED: "recalled, not read again",
    Standing.PROPOSED: "proposed: a safety rule by consensus, not evidence",
}


def rule_pages(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """The name and text of the page of every safety rule and every review rule."""
    for rule in knowledge.safety_rules:
        yield rule.id, safety_page(rule, knowledge)
    for review_rule in knowledge.review_rules.values():
        yield review_rule.id, review_page(review_rule, knowledge)


def safety_page(rule: SafetyRule, knowledge: Knowledge) -> str:
    """A red flag or a contraindication."""
    file = f"ischia/knowledge/{rule.family}s/{rule.id}.yaml"
    limits = tuple(limits_in_words(combine_limits([(rule.id, rule.limits)])))
    return "\n".join(
        [
            *_head(rule.title, f"`{rule.id}` · row {rule.origin} · outcome **{plain(rule.level)}** · `{file}`"),
            *_when(rule, knowledge.findings),
            *(
                ["\n## What it limits\n", *(f"- {line.replace(f' ({rule.id})', '')}" for line in limits)]
                if limits
                else []
            ),
            *_say(rule.say, rule.act_now),
            *_asked(rule, knowledge),
            *_backing(rule.backing, knowledge),
            *_cases(rule.cases, knowledge.findings),
            "",
        ]
    )


def review_page(rule: ReviewRule, knowledge: Knowledge) -> str:
    """A rule of the review."""
    refer = f", refer: {plain(rule.refer)}" if rule.refer else ""
    file = f"ischia/knowledge/review_rules/{rule.id}.yaml"
    return "\n".join(
        [
            *_head(rule.title, f"`{rule.id}` · review · **{plain(rule.action)}**{refer} · `{file}`"),
            *_when(rule, knowledge.review_facts),
            *_say(rule.say, ""),
            *_backing(rule.backing, knowledge),
            *_cases(rule.cases, knowledge.review_facts),
            "",
        ]
    )


def _head(title: str, facts: str) -> list[str]:
    return [f"# {title}", MADE, f"\n{facts}\n", "[All rules](../knowledge.md)"]


def _when(rule: SafetyRule | ReviewRule, facts: Mapping[FindingId, Finding]) -> Iterator[str]:
    yield "\n## When it fires\n"
    for level, line in criterion_in_words(rule.when, facts):
        yield f"{'  ' * level}- {line}"


def _say(say: Wording, act_now: str) -> Iterator[str]:
    yield "\n## What it says\n"
    wordings = (("Client", say.client), ("Now", act_now), ("Therapist", say.therapist), ("Clinician", say.clinician))
    yield from table(("To", "Words"), ((reader, words) for reader, words in wordings if words))


def _asked(rule: SafetyRule, knowledge: Knowledge) -> Iterator[str]:
    """The questions by which a client is asked for what the rule looks at."""
    used = set(map(FindingId, findings_used(rule.when)))
    questions = [each for each in knowledge.questions.values() if used.intersection(each.findings)]
    yield "\n## How it is asked\n"
    for question in sorted(questions, key=lambda each: (each.order, each.id)):
        yield f"- {question.ask_client} (`{question.id}`)"
    if not questions:
        yield "No question asks a client for it: it waits for an examination."


def _backing(backing: Backing, knowledge: Knowledge) -> Iterator[str]:
    yield "\n## Why it may be believed\n"
    unverified = "" if backing.is_verified else "; **not verified yet**, so it never makes a verdict milder"
    number = "" if backing.confidence is Confidence.SURE else " The number itself is still to be checked."
    yield f"Certainty: {plain(backing.grade)}; {STANDINGS[backing.standing]}{unverified}.{number}"
    yield f"Last review {backing.reviewed_on}, by: {backing.reviewer}."
    if backing.note:
        yield f"\n{backing.note}"
    yield ""
    sources = (knowledge.evidence[id] for id in backing.evidence)
    rows = ((each.id, each.citation, plain(each.kind), each.location) for each in sources)
    yield from table(("Source", "Citation", "Kind", "Read at"), rows)


def _cases(cases: tuple[RuleCase, ...], facts: Mapping[FindingId, Finding]) -> Iterator[str]:
    yield "\n## Cases that travel with it\n"
    rows = ((case.name, _said(case, facts), plain(case.expect)) for case in cases)
    yield from table(("Case", "Findings", "Expected"), rows)


def _said(case: RuleCase, facts: Mapping[FindingId, Finding]) -> str:
    return "; ".join(f"{facts[FindingId(id)].label}: {readable(value)}" for id, value in case.findings.items())


def knowledge_page(knowledge: Knowledge) -> str:
    """Every rule on one page, gravest first, so that a clinician can read what the software goes by."""
    rules = sorted(knowledge.safety_rules, key=lambda rule: (-rule.level.rank, rule.id))
    unverified = sum(not rule.backing.is_verified for rule in rules)
    review = sorted(knowledge.review_rules.values(), key=lambda rule: rule.order)
    return "\n".join(
        [
            "# What Ischia knows about safety",
            MADE,
            f"\n{len(rules)} rules; {unverified} of them still marked unverified: those never make a verdict milder. "
            "Each has a page with its words, sources and cases.\n",
            *table(("Rule", "Says", "Outcome", "Certainty", "Verified", "Sources"), map(_safety_row, rules)),
            "\n## Rules of the review\n",
            *table(("Rule", "Says", "Decision", "Certainty", "Verified", "Sources"), map(_review_row, review)),
            "\n## Rows of the fact base that are no rule\n",
            *table(
                ("Row", "Says", "Why it is none", "What keeps it"), map(_no_rule, knowledge.rows_without_rule.values())
            ),
            "",
        ]
    )


def _safety_row(rule: SafetyRule) -> tuple[str, ...]:
    return (_link(rule.id), rule.title, plain(rule.level), *_believed(rule.backing))


def _review_row(rule: ReviewRule) -> tuple[str, ...]:
    return (_link(rule.id), rule.title, plain(rule.action), *_believed(rule.backing))


def _no_rule(entry: RowWithoutRule) -> tuple[str, ...]:
    return (f"{entry.row} {entry.part}".strip(), entry.says, entry.reason, entry.kept_by)


def _link(id: str) -> str:
    return f"[`{id}`](rules/{id}.md)"


def _believed(backing: Backing) -> tuple[str, ...]:
    return (plain(backing.grade), "yes" if backing.is_verified else "not yet", ", ".join(backing.evidence))
