"""What has the therapist entered so far, and which session record does it make?

A draft keeps what was typed, word for word, faults included: nothing a therapist wrote is lost because a number is
missing. Only `to_record` insists on values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from ischia.knowledge.records import Instrument, InstrumentId, Knowledge, MuscleId, TechniqueId
from ischia.pathway.shared.body_chart import BodyChart, Side
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.treat.api import AdverseEvent, AdverseEventKind, Note, Relation, SessionRecord, Severity, Work

WORK_FIELDS = ("technique", "muscle", "side", "position", "pressure", "minutes")
EVENT_FIELDS = ("kind", "hours", "pain_increase", "is_serious", "severity", "relation", "note")
NOTE_PARTS = ("subjective", "objective", "assessment", "plan")
FILLED = "filled"
"""Ticked on a form of tick boxes, to tell "none applies" from "not filled in"."""

CONFIRMED = "confirmed"
"""The tick by which the therapist says that the work was done as it stands."""

EXAMINATION = "exam-"
"""What the field of a test is called, before the name of its finding."""

Row = dict[str, str]
Judgement = TypeVar("Judgement", Severity, Relation)


class Entered(msgspec.Struct, kw_only=True, frozen=True):
    """The draft, as typed. `answers` is by instrument and item; `note` holds only the parts that were rewritten.

    `examination` is by finding; `examined` is the part of it that the safety check has weighed. `chart` is by place.
    `confirmed` is what the tick below the prepared work sent: the therapist says that this was done.
    """

    told: str = ""
    response: str = ""
    home_advice: str = ""
    minutes: str = ""
    work: tuple[Row, ...] = ()
    confirmed: str = ""
    events: tuple[Row, ...] = ()
    answers: dict[str, Row] = {}
    note: dict[str, str] = {}
    reason: str = ""
    referral: str = ""
    examination: Row = {}
    examined: Row = {}
    chart: dict[str, Row] = {}

    def with_row(self, name: str) -> "Entered":
        """One more empty row of `work` or `events`; a new piece of work starts like the one before it."""
        rows = getattr(self, LISTS[name][0])
        fresh = dict.fromkeys(LISTS[name][1], "")
        if name == "work" and rows:
            fresh = {**rows[-1], "minutes": ""}
        return msgspec.structs.replace(self, **{LISTS[name][0]: (*rows, fresh)})

    def without_row(self, name: str, index: int) -> "Entered":
        """All rows but one."""
        rows = getattr(self, LISTS[name][0])
        return msgspec.structs.replace(self, **{LISTS[name][0]: (*rows[:index], *rows[index + 1 :])})

    def with_note(self, posted: Mapping[str, str], composed: Note | None) -> "Entered":
        """The parts of the note that the therapist has made their own; what equals the data's text follows the data."""
        found = dict(self.note)
        for part in NOTE_PARTS:
            if f"note-{part}" not in posted:
                continue
            text = posted[f"note-{part}"].replace("\r\n", "\n").strip()
            found.pop(part, None)
            if composed is None or text != getattr(composed, part):
                found[part] = text
        return msgspec.structs.replace(self, note=found)


LISTS = {"work": ("work", WORK_FIELDS), "event": ("events", EVENT_FIELDS)}


def entered_from_json(document: Mapping[str, Any]) -> Entered:
    return msgspec.convert(document, Entered)


def entered_to_json(entered: Entered) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(entered)
    return document


def work_rows(work: Iterable[Work]) -> tuple[Row, ...]:
    """Rows to start from, as they would have been typed."""
    return tuple({name: str(getattr(one, name)) for name in WORK_FIELDS} for one in work)


def entered_from_post(posted: Mapping[str, str], before: Entered, instruments: Sequence[Instrument]) -> Entered:
    """What the page sent. Texts that the page does not carry stay as they were."""
    return msgspec.structs.replace(
        before,
        told=_text(posted, "told", before.told),
        response=_text(posted, "response", before.response),
        home_advice=_text(posted, "home_advice", before.home_advice),
        minutes=posted.get("minutes", before.minutes).strip(),
        work=_rows(posted, "work", WORK_FIELDS, before.work),
        confirmed=posted.get(CONFIRMED, "") if "work-rows" in posted else before.confirmed,
        events=_rows(posted, "event", EVENT_FIELDS, before.events),
        answers={one.id: answers for one in instruments if (answers := _answers(posted, one))},
        reason=_text(posted, "reason", before.reason),
        referral=_text(posted, "referral", before.referral),
        examination=_examination(posted, before.examination),
    )


def _text(posted: Mapping[str, str], name: str, before: str) -> str:
    return posted[name].replace("\r\n", "\n").strip() if name in posted else before


def _rows(posted: Mapping[str, str], name: str, fields: tuple[str, ...], before: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of one list; `<name>-rows` says how many the page showed."""
    if f"{name}-rows" not in posted:
        return before
    count = int(posted[f"{name}-rows"]) if posted[f"{name}-rows"].isdigit() else 0
    return tuple(
        {field: posted.get(f"{name}-{index}-{field}", "").strip() for field in fields}
        for index in range(min(count, 40))
    )


def _answers(posted: Mapping[str, str], instrument: Instrument) -> Row:
    prefix = f"measure-{instrument.id}-"
    names = (FILLED, *(item.id for item in instrument.items))
    return {name: posted[prefix + name].strip() for name in names if posted.get(prefix + name, "").strip()}


def _examination(posted: Mapping[str, str], before: Row) -> Row:
    """The tests that something was typed for; all of them as they were when the page does not carry them."""
    fields = {name.removeprefix(EXAMINATION): text.strip() for name, text in posted.items() if _is_test(name)}
    return {id: text for id, text in fields.items() if text} if fields else before


def _is_test(name: str) -> bool:
    return name.startswith(EXAMINATION)


def is_tick_list(instrument: Instrument) -> bool:
    """Whether the form is a list of statements to tick rather than numbers to give."""
    return all((item.low, item.high) == (0, 1) for item in instrument.items)


def to_record(
    entered: Entered, *, number: int, on: date, knowledge: Knowledge, body_chart: BodyChart = ()
) -> SessionRecord:
    """The session record that the draft makes. Raises BadInput naming every field that cannot be read."""
    faults: list[InputFault] = []
    record = SessionRecord(
        number=number,
        on=on,
        minutes=_number(entered.minutes, "minutes", faults),
        work=tuple(_works(entered.work, faults)),
        response=entered.response,
        subjective=entered.told,
        adverse_events=tuple(_events(entered.events, faults)),
        answers={
            InstrumentId(name): _to_answers(knowledge.instruments[InstrumentId(name)], row, faults)
            for name, row in entered.answers.items()
        },
        home_advice=entered.home_advice,
        body_chart=body_chart,
    )
    if faults:
        raise BadInput(tuple(faults))
    return record


def _works(rows: Iterable[Row], faults: list[InputFault]) -> Iterator[Work]:
    for index, row in enumerate(rows):
        field = f"work[{index}]"
        yield Work(
            technique=TechniqueId(_chosen(row, "technique", field, faults)),
            muscle=MuscleId(_chosen(row, "muscle", field, faults)),
            side=Side(_one_of(Side, row.get("side", ""), f"{field}.side", faults, Side.MIDDLE)),
            position=_chosen(row, "position", field, faults),
            pressure=_number(row.get("pressure", ""), f"{field}.pressure", faults),
            minutes=_number(row.get("minutes", ""), f"{field}.minutes", faults),
        )


def _events(rows: Iterable[Row], faults: list[InputFault]) -> Iterator[AdverseEvent]:
    for index, row in enumerate(rows):
        field = f"adverse_events[{index}]"
        yield AdverseEvent(
            kind=AdverseEventKind(
                _one_of(AdverseEventKind, row.get("kind", ""), f"{field}.kind", faults, AdverseEventKind.OTHER)
            ),
            hours=_number(row.get("hours", ""), f"{field}.hours", faults),
            pain_increase=_number(row.get("pain_increase", "") or "0", f"{field}.pain_increase", faults),
            is_serious=bool(row.get("is_serious")),
            severity=_judged(Severity, row.get("severity", "")),
            relation=_judged(Relation, row.get("relation", "")),
            note=row.get("note", ""),
        )


def _judged(kind: type[Judgement], value: str) -> Judgement | None:
    """What was judged; None when nobody did, or the page sent what we do not know."""
    return kind(value) if value in {str(one) for one in kind} else None


def _to_answers(instrument: Instrument, row: Row, faults: list[InputFault]) -> dict[str, int | None]:
    if is_tick_list(instrument):
        return {item.id: int(item.id in row) for item in instrument.items}
    return {
        item.id: _number(row[item.id], f"{instrument.id}.{item.id}", faults)
        for item in instrument.items
        if item.id in row
    }


def _chosen(row: Row, name: str, field: str, faults: list[InputFault]) -> str:
    value = row.get(name, "")
    if not value:
        faults.append(InputFault(field=f"{field}.{name}", reason="choose one."))
    return value


def _one_of(kind: Iterable[str], value: str, field: str, faults: list[InputFault], otherwise: str) -> str:
    if value in {str(one) for one in kind}:
        return value
    faults.append(InputFault(field=field, reason="choose one."))
    return otherwise


def _number(text: str, field: str, faults: list[InputFault]) -> int:
    try:
        return int(text)
    except ValueError:
        faults.append(InputFault(field=field, reason="give a whole number."))
        return 0
