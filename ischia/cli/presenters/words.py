"""Which words do all presenters share: sources, findings with their values, names without underscores?"""

from collections.abc import Iterable, Mapping
from typing import Any

from ischia.knowledge.records import EvidenceId, Knowledge

UNVERIFIED = "not verified yet"

NUMBERS = {
    "{emergency_number}": "your local emergency number",
    "{urgent_number}": "your local number for urgent advice",
    "{crisis_number}": "your local crisis line",
}
"""What stands for the numbers that a clinic sets; a command line does not know where it is."""


def with_numbers(text: str) -> str:
    """The text with every number to call in words."""
    for placeholder, words in NUMBERS.items():
        text = text.replace(placeholder, words)
    return text


def plain(name: str) -> str:
    """An id as people read it."""
    return name.replace("_", " ")


def listed(names: Iterable[str]) -> str:
    """Ids in one line, in alphabetical order."""
    return ", ".join(plain(name) for name in sorted(names))


def value_in_words(value: object) -> str:
    """A value of a finding as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else plain(str(value))


def findings_in_words(used: Mapping[Any, object], labels: Mapping[str, str]) -> str:
    """Findings with their values: `Age 38; Leg pain at night: yes`."""
    return "; ".join(f"{labels.get(id, plain(id))}: {value_in_words(value)}" for id, value in used.items())


def labels_of(knowledge: Knowledge) -> dict[str, str]:
    """The label of every finding and every review fact by id."""
    records = {**knowledge.findings, **knowledge.review_facts}
    return {str(id): record.label for id, record in records.items()}


def sources(citations: Iterable[EvidenceId], *, is_verified: bool = True) -> str:
    """The sources of one statement in square brackets."""
    return f"[{', '.join((*citations, *(() if is_verified else (UNVERIFIED,))))}]"


def reference_list(citations: Iterable[EvidenceId], knowledge: Knowledge) -> tuple[str, ...]:
    """One line per source, in the order of first use."""
    return tuple(
        f"{id}: {knowledge.evidence[id].citation}" for id in dict.fromkeys(citations) if id in knowledge.evidence
    )
