"""Is what a well-formed case file says possible: names that exist, values that are allowed, days in order?"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ischia.cli.case_schema import nearest
from ischia.cli.case_sessions import chart_from, measured, score_of, session_from
from ischia.knowledge.records import FindingId, InstrumentId, Knowledge
from ischia.pathway.screen.api import answered_again, check_findings, usable, with_chart
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from ischia.pathway.shared.findings import UNKNOWN, Findings
from ischia.pathway.treat.api import check_valid

SECTIONS = ("person", "findings", "tests")
"""Where findings stand in a case file; the names are those of `FindingSection`."""


def case_faults(document: Any, knowledge: Knowledge) -> tuple[InputFault, ...]:
    """Everything that cannot be used in a document whose form is right."""
    days = tuple(_day_faults(document))
    faults = (
        *days,
        *_finding_faults(document, knowledge),
        *_name_faults(document, knowledge),
        *_session_faults(document, knowledge),
        *_zone_faults(document),
    )
    return faults if days else (*faults, *_order_faults(document), *_measure_faults(document, knowledge))


def _finding_faults(document: Any, knowledge: Knowledge) -> Iterator[InputFault]:
    """Findings by section, what they say together, what the chart says against them, and what later answers do."""
    given = {id: value for name in SECTIONS for id, value in document.get(name, {}).items()}
    sections = {id: name for name in SECTIONS for id in document.get(name, {})}
    sound = usable(_answers(given), knowledge)
    first = (
        *_misplaced(document, knowledge),
        *_value_faults(given, sections, knowledge),
        *_chart_faults(document, sound, sections, knowledge),
    )
    yield from dict.fromkeys(first)
    yield from _re_screen_faults(document, sound, knowledge, can_be_followed=not first)


def _misplaced(document: Any, knowledge: Knowledge) -> Iterator[InputFault]:
    for section in SECTIONS:
        for id in document.get(section, {}):
            finding = knowledge.findings.get(FindingId(id))
            if finding is not None and finding.section.value != section:
                yield InputFault(field=f"{section}.{id}", reason=f"belongs under {finding.section.value}.")


def _value_faults(given: dict[str, Any], sections: dict[str, str], knowledge: Knowledge) -> tuple[InputFault, ...]:
    try:
        check_findings(_answers(given), knowledge)
    except BadInput as error:
        return tuple(_moved(fault, f"{sections.get(fault.field, 'findings')}.{fault.field}") for fault in error.faults)
    return ()


def _answers(given: dict[str, Any]) -> Findings:
    return Findings({id: UNKNOWN if value == UNKNOWN.value else value for id, value in given.items()})


def _moved(fault: InputFault, field: str) -> InputFault:
    return InputFault(field=field, reason=fault.reason, suggestion=fault.suggestion)


def _chart_faults(
    document: Any, answers: Findings, sections: dict[str, str], knowledge: Knowledge
) -> Iterator[InputFault]:
    try:
        marked = with_chart(answers, chart_from(document.get("body_chart", [])), knowledge)
        check_findings(marked, knowledge)
    except BadInput as error:
        for fault in error.faults:
            section = sections.get(fault.field)
            yield _moved(fault, f"{section}.{fault.field}") if section else fault


def _re_screen_faults(
    document: Any, so_far: Findings, knowledge: Knowledge, *, can_be_followed: bool
) -> Iterator[InputFault]:
    """The answers of each re-screen by themselves, and with all before them as long as those can be relied on."""
    for index, later in enumerate(document.get("re_screens", [])):
        answers = _answers(later["findings"])
        try:
            check_findings(answers, knowledge)
            if can_be_followed:
                so_far = answered_again(so_far, answers, knowledge)
                check_findings(so_far, knowledge)
        except BadInput as error:
            can_be_followed = False
            yield from (_moved(fault, f"re_screens[{index}].findings.{fault.field}") for fault in error.faults)


def _name_faults(document: Any, knowledge: Knowledge) -> Iterator[InputFault]:
    """Names of sources, techniques and therapists that do not exist."""
    yield from _unknown("case.evidence", document["case"].get("evidence", []), knowledge.evidence, "source")
    preferences = document.get("preferences", {})
    for field in ("liked_techniques", "disliked_techniques"):
        yield from _unknown(f"preferences.{field}", preferences.get(field, []), knowledge.techniques, "technique")
    therapists = document.get("therapists", [])
    ids = [raw["id"] for raw in therapists]
    for index, raw in enumerate(therapists):
        if raw["id"] in ids[:index]:
            yield InputFault(field=f"therapists[{index}].id", reason=f"{raw['id']} is given twice.")
        skills = [skill["technique"] for skill in raw["skills"]]
        yield from _unknown(f"therapists[{index}].skills", skills, knowledge.techniques, "technique")
    preferred = document.get("availability", {}).get("preferred_therapist")
    if preferred is not None:
        yield from _unknown("availability.preferred_therapist", [preferred], ids, "therapist")


def _unknown(field: str, names: Iterable[str], known: Iterable[str], noun: str) -> Iterator[InputFault]:
    known = tuple(known)
    for name in names:
        if name not in known:
            reason = f"There is no {noun} called {name}."
            yield InputFault(field=field, reason=reason, suggestion=nearest(name, known))


def _session_faults(document: Any, knowledge: Knowledge) -> Iterator[InputFault]:
    for index, raw in enumerate(document.get("sessions", [])):
        if _is_day(raw["on"]):
            try:
                check_valid(session_from(raw, index + 1, knowledge), knowledge)
            except BadInput as error:
                yield from (_moved(fault, f"sessions[{index}].{fault.field}") for fault in error.faults)


def _measure_faults(document: Any, knowledge: Knowledge) -> Iterator[InputFault]:
    sessions = document.get("sessions", [])
    taken_on = document.get("findings_on") or (sessions[0]["on"] if sessions else document["on"])
    seen: set[tuple[str, date]] = set()
    for field, on, name, given in measured(document, date.fromisoformat(taken_on)):
        fault = _measure_fault(field, on, name, given, knowledge)
        if fault:
            yield from fault
        elif (name, on) in seen:
            yield InputFault(field=field, reason=f"is the second score on {on}. Is findings_on an earlier day?")
        seen.add((name, on))


def _measure_fault(field: str, on: date, name: str, given: Any, knowledge: Knowledge) -> tuple[InputFault, ...]:
    if name not in knowledge.instruments:
        return tuple(_unknown(field, [name], knowledge.instruments, "measure"))
    try:
        value = score_of(name, given, on, knowledge).value
    except BadInput as error:
        return tuple(_moved(fault, f"{field}{fault.field.removeprefix(name)}") for fault in error.faults)
    except Refused as error:
        return (InputFault(field=field, reason=error.message),)
    instrument = knowledge.instruments[InstrumentId(name)]
    low, high = instrument.low, instrument.high
    if not low <= value <= high:
        return (InputFault(field=field, reason=f"{given} is not between {low:g} and {high:g}."),)
    return ()


def _zone_faults(document: Any) -> Iterator[InputFault]:
    zone = document.get("availability", {}).get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield InputFault(field="availability.zone", reason=f"There is no time zone called {zone}.")


def _day_faults(document: Any) -> Iterator[InputFault]:
    """Days and moments that the calendar does not have, such as 30 February."""
    for field, text in _days(document):
        if not _is_day(text):
            yield InputFault(field=field, reason=f"{text} is not in the calendar.")
    for field, text in _moments(document):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            yield InputFault(field=field, reason=f"{text} is not in the calendar.")


def _days(document: Any) -> Iterator[tuple[str, str]]:
    for name in ("on", "findings_on", "onset_on"):
        if name in document:
            yield name, document[name]
    if "clearance" in document:
        yield "clearance.on", document["clearance"]["on"]
    for name in ("sessions", "re_screens"):
        for index, raw in enumerate(document.get(name, [])):
            yield f"{name}[{index}].on", raw["on"]
    for index, raw in enumerate(document.get("therapists", [])):
        for number, entry in enumerate(raw["registrations"]):
            for day in ("checked_on", "expires_on"):
                if day in entry:
                    yield f"therapists[{index}].registrations[{number}].{day}", entry[day]


def _moments(document: Any) -> Iterator[tuple[str, str]]:
    for index, raw in enumerate(document.get("therapists", [])):
        for number, free in enumerate(raw.get("free", [])):
            yield from ((f"therapists[{index}].free[{number}].{end}", free[end]) for end in ("start", "end"))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _order_faults(document: Any) -> Iterator[InputFault]:
    """Days that lie after the day of reading, or before what they follow."""
    on = document["on"]
    for field, text in _days(document):
        if not field.startswith("therapists") and text > on:
            yield InputFault(field=field, reason=f"{text} lies after the day of reading, {on}.")
    if document.get("onset_on", "") > document.get("findings_on", on):
        yield InputFault(field="onset_on", reason="lies after the day on which the findings were taken.")
    for name in ("sessions", "re_screens"):
        days = [raw["on"] for raw in document.get(name, [])]
        for index in range(1, len(days)):
            if days[index] < days[index - 1]:
                yield InputFault(field=f"{name}[{index}].on", reason=f"{days[index]} lies before the one above it.")
    yield from _free_time_faults(document)


def _free_time_faults(document: Any) -> Iterator[InputFault]:
    for index, raw in enumerate(document.get("therapists", [])):
        for number, free in enumerate(raw.get("free", [])):
            field = f"therapists[{index}].free[{number}]"
            if (datetime.fromisoformat(free["start"]).tzinfo is None) != (
                datetime.fromisoformat(free["end"]).tzinfo is None
            ):
                yield InputFault(field=f"{field}.end", reason="write start and end both with an offset, or neither.")
            elif datetime.fromisoformat(free["end"]) <= datetime.fromisoformat(free["start"]):
                yield InputFault(field=f"{field}.end", reason="lies before the start.")
            if free["place"] not in raw["places"]:
                yield from _unknown(f"{field}.place", [free["place"]], raw["places"], "place of this therapist")
