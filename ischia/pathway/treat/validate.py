"""Is a session record complete and possible, before anybody signs it?"""

import difflib
from collections.abc import Iterable, Iterator

from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS
from ischia.pathway.treat.values import AdverseEvent, SessionRecord, Work

MOST_PAIN = 10


def check_valid(record: SessionRecord, knowledge: Knowledge, *, booked_minutes: int | None = None) -> None:
    """Raise BadInput with every fault of the record: unknown names, numbers out of range, more work than time."""
    faults = tuple(_faults(record, knowledge, booked_minutes))
    if faults:
        raise BadInput(faults)


def _faults(record: SessionRecord, knowledge: Knowledge, booked_minutes: int | None) -> Iterator[InputFault]:
    if record.number < 1:
        yield InputFault(field="number", reason="sessions are counted from 1.")
    if record.minutes < 0:
        yield InputFault(field="minutes", reason="minutes cannot be negative.")
    if booked_minutes is not None and record.minutes > booked_minutes:
        yield InputFault(field="minutes", reason=f"{record.minutes} is more than the {booked_minutes} booked.")
    worked = sum(work.minutes for work in record.work)
    if worked > record.minutes:
        yield InputFault(field="work", reason=f"{worked} minutes of work do not fit into {record.minutes}.")
    for index, work in enumerate(record.work):
        yield from _work_faults(work, f"work[{index}]", knowledge)
    for index, event in enumerate(record.adverse_events):
        yield from _event_faults(event, f"adverse_events[{index}]")
    for instrument in record.answers:
        yield from _unknown(instrument, knowledge.instruments, f"answers.{instrument}", "measure")


def _work_faults(work: Work, field: str, knowledge: Knowledge) -> Iterator[InputFault]:
    yield from _unknown(work.technique, knowledge.techniques, f"{field}.technique", "technique")
    yield from _unknown(work.muscle, knowledge.muscles, f"{field}.muscle", "muscle")
    yield from _unknown(work.position, POSITIONS, f"{field}.position", "position")
    if not 1 <= work.pressure <= FULL_PRESSURE:
        yield InputFault(field=f"{field}.pressure", reason=f"{work.pressure} is not from 1 to {FULL_PRESSURE}.")
    if work.minutes < 1:
        yield InputFault(field=f"{field}.minutes", reason="work takes at least one minute.")


def _event_faults(event: AdverseEvent, field: str) -> Iterator[InputFault]:
    if event.hours < 0:
        yield InputFault(field=f"{field}.hours", reason="hours cannot be negative.")
    if not 0 <= event.pain_increase <= MOST_PAIN:
        yield InputFault(field=f"{field}.pain_increase", reason=f"{event.pain_increase} is not from 0 to {MOST_PAIN}.")


def _unknown(name: str, known: Iterable[str], field: str, kind: str) -> Iterator[InputFault]:
    names = tuple(known)
    if name not in names:
        nearest = "".join(difflib.get_close_matches(name, names, n=1))
        yield InputFault(field=field, reason=f"{name!r} is not a {kind}.", suggestion=nearest)
