"""What does the owner see of unwanted responses: the serious ones, and our rates beside the published ones?

The owner is told that something serious happened, when and with whom, and asks the therapist: notes and names stay with
those who treat (decision 0063).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ischia.clinic.places.api import Clinic
from ischia.clinic.treat.api import SessionRecord, event_name, record_of, relation_name, severity_name
from ischia.knowledge.records import Knowledge, SafetyFact
from ischia.pathway.decide.api import Rate, SafetyRates, safety_rates
from ischia.pathway.track.api import number
from ischia.pathway.treat.api import AdverseEvent
from ischia.pathway.treat.api import SessionRecord as Record


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriousEvent:
    """One response that needed medical care. `record` is the key of the signed session it was told at."""

    record: UUID
    told_on: date
    therapist: str
    what: str
    hours: int
    severity: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published rate, with its source and whether a clinician still has to confirm it."""

    label: str
    percent: str
    sources: tuple[str, ...]
    is_verified: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyLog:
    """The owner's page."""

    serious: tuple[SeriousEvent, ...]
    rates: SafetyRates
    ours: str
    ours_serious: str
    published: tuple[Published, ...]
    published_serious: tuple[Published, ...]


def safety_log(clinic: Clinic, *, knowledge: Knowledge) -> SafetyLog:
    """Everything recorded at a clinic: one SQL query."""
    rows = tuple(
        SessionRecord.objects.filter(episode__client__clinic=clinic)
        .select_related("session__therapist", "episode")
        .order_by("-on", "-signed_at")
    )
    histories: dict[UUID, list[Record]] = defaultdict(list)
    serious: list[SeriousEvent] = []
    for row in rows:
        record = record_of(row)
        histories[row.episode.client_id].append(record)
        serious.extend(_serious(row, record))
    rates = safety_rates(histories.values())
    facts = tuple(knowledge.safety_facts.values())
    return SafetyLog(
        serious=tuple(serious),
        rates=rates,
        ours=_rate(rates.any),
        ours_serious=_rate(rates.serious),
        published=tuple(_published(fact, knowledge) for fact in facts if fact.kind == "any"),
        published_serious=tuple(_published(fact, knowledge) for fact in facts if fact.kind == "serious"),
    )


def _serious(row: SessionRecord, record: Record) -> Iterator[SeriousEvent]:
    for event in record.adverse_events:
        if event.is_serious:
            yield _event(row, event)


def _event(row: SessionRecord, event: AdverseEvent) -> SeriousEvent:
    return SeriousEvent(
        record=row.pk,
        told_on=row.on,
        therapist=row.session.therapist.name,
        what=event_name(event.kind),
        hours=event.hours,
        severity=severity_name(event.severity) if event.severity else "",
        relation=relation_name(event.relation) if event.relation else "",
    )


def _rate(rate: Rate) -> str:
    """The share with its interval and sample; empty when there is nobody to count."""
    if rate.percent is None or rate.low is None or rate.high is None:
        return ""
    return f"{rate.percent:.0f} % ({rate.low:.0f} to {rate.high:.0f} %), {rate.cases} of {rate.people}"


def _published(fact: SafetyFact, knowledge: Knowledge) -> Published:
    ends = (fact.percent_low, fact.percent_high)
    span = "" if None in ends else f" ({fact.percent_low:g} to {fact.percent_high:g} %)"
    people = f", of {fact.people}" if fact.people else ""
    return Published(
        label=fact.label,
        percent=f"{number(fact.percent) if fact.percent >= 1 else f'{fact.percent:g}'} %{span}{people}",
        sources=tuple(knowledge.evidence[id].citation for id in fact.backing.evidence if id in knowledge.evidence),
        is_verified=fact.backing.is_verified,
        note=fact.backing.note,
    )
