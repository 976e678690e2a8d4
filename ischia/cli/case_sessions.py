"""How do the sessions, measures and later safety checks of a case file become values?

Everything here reads a document whose form has been checked; `scores_from` may still raise what scoring raises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ischia.knowledge.records import InstrumentId, Knowledge, MuscleId, RegionId, TechniqueId
from ischia.pathway.screen.api import answered_again
from ischia.pathway.shared.body_chart import BodyChart, Mark, Side, Symptom
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings
from ischia.pathway.track.api import Score, score
from ischia.pathway.treat.values import AdverseEvent, AdverseEventKind, Relation, SessionRecord, Severity, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReScreen:
    """The short safety check before a later visit: what was answered then, and every answer that holds on that day."""

    on: date
    answered: frozenset[str]
    findings: Findings


def chart_from(marks: list[Any]) -> BodyChart:
    """The body chart written as a list of marks."""
    return tuple(
        Mark(
            region=RegionId(raw["region"]),
            side=Side(raw["side"]),
            symptom=Symptom(raw["symptom"]),
            intensity=raw["intensity"],
            depth=raw.get("depth", "unsure"),
        )
        for raw in marks
    )


def sessions_from(document: Any, knowledge: Knowledge) -> tuple[SessionRecord, ...]:
    """The session records, numbered in the order written."""
    return tuple(
        session_from(raw, number, knowledge) for number, raw in enumerate(document.get("sessions", []), start=1)
    )


def session_from(raw: Any, number: int, knowledge: Knowledge) -> SessionRecord:
    """One session record. Total scores stay out of it: they are scores already, not answers."""
    return SessionRecord(
        number=number,
        on=date.fromisoformat(raw["on"]),
        minutes=raw["minutes"],
        work=tuple(_work(each) for each in raw.get("work", [])),
        response=raw.get("response", ""),
        subjective=raw.get("subjective", ""),
        adverse_events=tuple(_event(each) for each in raw.get("adverse_events", [])),
        body_chart=chart_from(raw.get("body_chart", [])),
        answers={
            InstrumentId(name): answers
            for name, answers in raw.get("measures", {}).items()
            if isinstance(answers, dict) and name in knowledge.instruments
        },
        home_advice=raw.get("home_advice", ""),
    )


def _work(raw: Any) -> Work:
    return Work(
        technique=TechniqueId(raw["technique"]),
        muscle=MuscleId(raw["muscle"]),
        side=Side(raw["side"]),
        position=raw["position"],
        pressure=raw["pressure"],
        minutes=raw["minutes"],
    )


def _event(raw: Any) -> AdverseEvent:
    return AdverseEvent(
        kind=AdverseEventKind(raw["kind"]),
        hours=raw["hours"],
        pain_increase=raw.get("pain_increase", 0),
        is_serious=raw.get("is_serious", False),
        severity=Severity(raw["severity"]) if "severity" in raw else None,
        relation=Relation(raw["relation"]) if "relation" in raw else None,
        note=raw.get("note", ""),
    )


def measured(document: Any, findings_on: date) -> Iterator[tuple[str, date, str, Any]]:
    """Every measure in the document: the field it stands in, its day, the instrument and what was given."""
    for name, given in document.get("measures", {}).items():
        yield f"measures.{name}", findings_on, name, given
    for index, session in enumerate(document.get("sessions", [])):
        for name, given in session.get("measures", {}).items():
            yield f"sessions[{index}].measures.{name}", date.fromisoformat(session["on"]), name, given


def scores_from(document: Any, findings_on: date, knowledge: Knowledge) -> tuple[Score, ...]:
    """Every score in the document, in the order written."""
    return tuple(score_of(name, given, on, knowledge) for _, on, name, given in measured(document, findings_on))


def score_of(name: str, given: Any, on: date, knowledge: Knowledge) -> Score:
    """A total that was given stands as it is; answers to items are scored by the instrument's rule."""
    instrument = knowledge.instruments[InstrumentId(name)]
    if isinstance(given, dict):
        return score(instrument, given, on=on)
    return Score(instrument=instrument.id, on=on, value=float(given))


def re_screens_from(document: Any, first: Findings, knowledge: Knowledge) -> Iterator[ReScreen]:
    """The later safety checks, in the order written, each laid over what was known before."""
    known = first
    for raw in document.get("re_screens", []):
        changed: dict[str, Answer] = {
            id: UNKNOWN if value == UNKNOWN.value else value for id, value in raw["findings"].items()
        }
        known = answered_again(known, changed, knowledge)
        yield ReScreen(on=date.fromisoformat(raw["on"]), answered=frozenset(changed), findings=known)
