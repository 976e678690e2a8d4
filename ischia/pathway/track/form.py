"""How does a measure look as a form in plain text, to fill in by hand or in an editor?

The form is also a document: filled in, `score` reads it back. Everything that has to stand beside a measure stands in
its comments: how it is scored, what it does with missing answers, how much change means something, for whom, and the
licence.
"""

from collections.abc import Iterator

from ischia.knowledge.records import CohortFact, Instrument, Item, Knowledge
from ischia.pathway.track.change import IMPORTANT_PERCENT, number
from ischia.pathway.track.scoring import version_of

WIDTH = 96
SCORED = {
    "single": "the one answer",
    "count": "how many statements apply",
    "sum": "the sum of all answers",
    "whole_sum": "the sum of all answers",
    "mean": "the mean of the answers given",
    "whole_mean": "the mean of all readings",
}
NOT_VERIFIED = "Not verified: a clinician still has to confirm these numbers."


def form_text(instrument: Instrument, knowledge: Knowledge) -> str:
    """The empty form of one measure: a document that `ischia score` reads once the answers are put in."""
    head = [f"# {line}" for part in _head(instrument) for line in _wrapped(part)]
    items = [line for item in instrument.items for line in _item(item)]
    version = f"version: {version_of(instrument)}  # of these questions; leave it as it is"
    foot = [f"# {line}" for part in _foot(instrument, knowledge) for line in _wrapped(part)]
    return (
        "\n".join((*head, "", "on:  # the day, YYYY-MM-DD; left empty it is today", version, "", *items, *foot)) + "\n"
    )


def _head(instrument: Instrument) -> Iterator[str]:
    yield f"{instrument.label} ({instrument.id})"
    yield instrument.ask
    yield f"It asks about: {instrument.recall}. Filled in by the {instrument.entered_by}."


def _item(item: Item) -> Iterator[str]:
    for line in _wrapped(item.text):
        yield f"# {line}"
    ticks = "1 if it applies, else leave it empty" if (item.low, item.high) == (0, 1) else f"{item.low} to {item.high}"
    yield f"{item.id}:  # {ticks}"
    yield ""


def _foot(instrument: Instrument, knowledge: Knowledge) -> Iterator[str]:
    unit = f" {instrument.unit}" if instrument.unit else ""
    ends = f"{number(instrument.low)} to {number(instrument.high)}{unit}"
    yield f"Score: {SCORED[instrument.scoring]}, {ends}. {instrument.better.capitalize()} is better."
    yield f"Missing answers: {instrument.missing_rule or 'nothing may be missing'}."
    if instrument.detectable_change is not None:
        yield f"Measurement error (detectable change): {number(instrument.detectable_change)}{unit}."
    if instrument.important_change is not None:
        percent = instrument.important_change_percent
        share = f" or {number(percent)} % of the first score" if percent else ""
        yield f"Change that matters to people: {number(instrument.important_change)}{unit}{share}."
        yield f"Here: {IMPORTANT_PERCENT} % of the first score, and never less than the measurement error."
    for fact in important_changes(instrument, knowledge):
        yield f"{fact.label}: {number(fact.value)} of {number(fact.scale_high)}."
    yield f"Licence: {instrument.licence}."
    yield f"Sources: {', '.join(instrument.backing.evidence)}. {instrument.backing.note}"
    if not instrument.backing.is_verified:
        yield NOT_VERIFIED


def important_changes(instrument: Instrument, knowledge: Knowledge) -> tuple[CohortFact, ...]:
    """The published changes that matter, by population and first score, as far as our sources give them."""
    facts = knowledge.cohort_facts.values()
    return tuple(one for one in facts if one.statistic == "important_change" and one.measure == instrument.id)


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
