"""How does what we know read: findings, records, and what still has to be confirmed?"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ischia.cli.page import Page
from ischia.cli.presenters.words import plain
from ischia.knowledge import Unverified
from ischia.knowledge.kinds import KINDS
from ischia.knowledge.records import Finding, FindingKind, FindingSection, Knowledge

UNIT_WORDS = {"a": "years", "wk": "weeks", "d": "days", "deg": "degrees", "%": "percent", "mm[Hg]": "mmHg"}
"""UCUM codes as people read them; a bare score has no unit."""

SECTION_TITLES = {
    FindingSection.PERSON: "person: about the person",
    FindingSection.HISTORY: "findings: from the history",
    FindingSection.TEST: "tests: from the examination",
}


def write_findings(page: Page, findings: Iterable[Finding]) -> None:
    """Every finding under the section of the case file it belongs to."""
    found = tuple(findings)
    for section, title in SECTION_TITLES.items():
        of_section = [finding for finding in found if finding.section is section]
        if of_section:
            page.heading(title)
        for finding in of_section:
            _write_finding(page, finding)


def _write_finding(page: Page, finding: Finding) -> None:
    page.gap()
    page.lead(f"{finding.id} ({finding.kind.value})")
    page.pair("  Client", finding.ask_client)
    page.pair("  Therapist", finding.ask_therapist)
    page.pair("  Allowed", allowed_in_words(finding))
    page.pair("  Note", finding.help)


def allowed_in_words(finding: Finding) -> str:
    """The values a finding may take, `unknown` included."""
    if finding.kind is FindingKind.NUMBER:
        number = "a whole number" if finding.whole else "a number"
        unit = f" ({UNIT_WORDS[finding.unit]})" if finding.unit in UNIT_WORDS else ""
        return f"{number} from {finding.minimum:g} to {finding.maximum:g}{unit}, or unknown"
    return f"{', '.join(finding.allowed_values)}, or unknown"


def kinds_of(knowledge: Knowledge) -> dict[str, Mapping[str, Any]]:
    """The records of each kind by the kind's name."""
    return {kind.name: getattr(knowledge, kind.name) for kind in KINDS}


def title_of(record: Any) -> str:
    """What a record is called for people, whichever its kind."""
    for name in ("title", "label", "claim", "citation", "ask_client", "message"):
        title = getattr(record, name, None)
        if title:
            return str(title)
    return ""


def write_list(page: Page, kinds: Mapping[str, Mapping[str, Any]]) -> None:
    """Ids and titles, kind by kind."""
    for kind, records in kinds.items():
        page.heading(f"{plain(kind)} ({len(records)})")
        for id, record in records.items():
            page.item(f"{id}: {title_of(record)}")


def write_record(page: Page, kind: str, id: str, record: Any) -> None:
    """One record with all its fields."""
    page.lead(f"{id} ({plain(kind)})")
    _write_value(page, msgspec.to_builtins(record, order="deterministic"), 0)


def _write_value(page: Page, value: Any, level: int) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            _write_named(page, name, part, level)
    else:
        for part in value:
            _write_listed(page, part, level)


def _write_named(page: Page, name: str, part: Any, level: int) -> None:
    if isinstance(part, dict | list | tuple) and part:
        page.item(f"{plain(name)}:", level=level)
        _write_value(page, part, level + 1)
    elif part not in (None, "", (), [], {}):
        page.item(f"{plain(name)}: {part}", level=level)


def _write_listed(page: Page, part: Any, level: int) -> None:
    if isinstance(part, dict):
        name = part.get("id") or part.get("name") or part.get("value") or "entry"
        page.item(f"{name}:", level=level)
        _write_value(page, {key: each for key, each in part.items() if each != name}, level + 1)
    elif isinstance(part, list | tuple):
        _write_value(page, part, level + 1)
    else:
        page.item(str(part), level=level)


def write_unverified(page: Page, entries: Iterable[Unverified]) -> None:
    """What a clinician still has to confirm, kind by kind."""
    found = tuple(entries)
    page.lead(f"{len(found)} places rest on recalled facts or on numbers still to be checked.")
    for kind in dict.fromkeys(entry.kind for entry in found):
        page.heading(plain(kind))
        for entry in found:
            if entry.kind == kind:
                note = f" {entry.note}" if entry.note else ""
                page.item(f"{entry.id}, {entry.field}: {entry.standing.value}, {entry.confidence.value}.{note}")
