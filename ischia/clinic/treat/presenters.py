"""What does the session page show, and in which words?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ischia.clinic.screen.api import Option, fill_numbers
from ischia.clinic.treat.entered import FILLED, Entered, Row, is_tick_list
from ischia.clinic.treat.queries import Opened, latest_picture
from ischia.clinic.treat.wording import (
    Choose,
    LimitLine,
    event_name,
    limit_lines,
    position_name,
    relation_name,
    rules_in_words,
    severity_name,
    side_name,
)
from ischia.knowledge.records import Instrument, InstrumentId, Item, Knowledge
from ischia.pathway.plan.api import Block, Dose
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS
from ischia.pathway.treat.api import (
    PRESSURE_NAMES,
    AdverseEventKind,
    Breach,
    Relation,
    Severity,
    Work,
    is_long_soreness,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One short fact with a tone: calm, care, warn, tint or none."""

    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One row of work as it stands, with what goes beyond a limit."""

    index: int
    choices: tuple[Choose, ...]
    minutes: str
    messages: tuple[str, ...]
    line: str
    """The row in one line; empty while something is missing."""

    @property
    def number(self) -> int:
        return self.index + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One unwanted response as it stands."""

    index: int
    kind: Choose
    hours: str
    pain_increase: str
    is_serious: bool
    severity: Choose
    relation: Choose
    note: str

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def judged(self) -> tuple[Choose, Choose]:
        """What may be judged and need not be."""
        return self.severity, self.relation


MOST_TO_TAP = 12
"""Up to how many steps an answer is tapped; a longer scale, such as an angle, is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureItem:
    """One item of a form; `scale` is empty for a tick box, and for a number that is typed."""

    name: str
    text: str
    scale: tuple[Option, ...] = ()
    modifier: str = "scale"
    is_ticked: bool = False
    typed: str = ""
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureForm:
    """One instrument to fill in."""

    id: str
    label: str
    ask: str
    items: tuple[MeasureItem, ...]
    is_tick_list: bool
    filled_name: str
    is_filled: bool


def verdict_chip(outcome: str) -> Chip:
    """The newest safety check in three words."""
    return {
        Outcome.CLEAR: Chip(text=_("Clear"), tone="calm", icon="shield"),
        Outcome.LIMITS: Chip(text=_("Within limits"), tone="tint", icon="hand"),
        Outcome.OTHER_ROUTE: Chip(text=_("Other route"), tone="care", icon="doctor"),
        Outcome.CLINICIAN_FIRST: Chip(text=_("Clinician first"), tone="care", icon="doctor"),
        Outcome.INCOMPLETE: Chip(text=_("Not finished"), tone="care", icon="question"),
        Outcome.URGENT: Chip(text=_("Be seen today"), tone="warn", icon="alarm"),
        Outcome.EMERGENCY: Chip(text=_("Emergency"), tone="warn", icon="alarm"),
    }[Outcome(outcome)]


def limits_shown(state: Opened, knowledge: Knowledge) -> tuple[LimitLine, ...]:
    return limit_lines(state.safety.limits, knowledge)


def act_now(state: Opened) -> tuple[str, ...]:
    """What to do at once, from the gravest reasons, with the clinic's numbers."""
    verdict, clinic = state.safety.verdict, state.session.client.clinic
    if verdict.outcome is Outcome.OTHER_ROUTE:
        return _other_route(state)
    gravest = (reason for reason in verdict.reasons if reason.level is verdict.level)
    lines = (text for reason in gravest for text in (reason.say.therapist, reason.act_now) if text)
    return tuple(dict.fromkeys(fill_numbers(line, clinic) for line in lines))


def _other_route(state: Opened) -> tuple[str, ...]:
    """Nothing unsafe was found; what was examined fits something that this massage is not meant for."""
    picture = latest_picture(state.episode)
    leaving = picture.leading if picture else None
    why = _("What was examined fits something that massage for sciatica is not meant for.")
    return (why, leaving.say.therapist) if leaving else (why,)


def safety_net(state: Opened) -> tuple[str, ...]:
    """The card that everybody who proceeds gets at every session: a title, the signs, what to do (CLINICAL.md 1.3)."""
    if state.safety.is_stopped:
        return ()
    return tuple(fill_numbers(line, state.session.client.clinic) for line in state.safety.verdict.safety_net)


def work_shown(entered: Entered, breaches: Iterable[Breach], knowledge: Knowledge) -> tuple[WorkRow, ...]:
    """The rows of work with what each goes beyond, beside the field."""
    found = list(breaches)
    return tuple(_work_row(index, row, found, knowledge) for index, row in enumerate(entered.work))


def _work_row(index: int, row: Row, breaches: list[Breach], knowledge: Knowledge) -> WorkRow:
    field = f"work[{index}]"
    options = {
        "technique": (_("Technique"), {str(id): one.label for id, one in knowledge.techniques.items()}),
        "muscle": (_("Muscle"), {str(id): one.label for id, one in knowledge.muscles.items()}),
        "side": (_("Side"), {side.value: side_name(side) for side in Side}),
        "position": (_("Position"), {name: position_name(name) for name in POSITIONS}),
        "pressure": (_("Pressure"), {str(n): f"{n} {PRESSURE_NAMES[n]}" for n in range(1, FULL_PRESSURE + 1)}),
    }
    labels = {name: values.get(row.get(name, ""), "") for name, (_label, values) in options.items()}
    mine = [breach for breach in breaches if breach.field.startswith(f"{field}.")]
    return WorkRow(
        index=index,
        choices=tuple(
            Choose(name=f"work-{index}-{name}", label=label, options=_options(values, row.get(name, "")))
            for name, (label, values) in options.items()
        ),
        minutes=row.get("minutes", ""),
        messages=tuple(said(breach, knowledge) for breach in mine),
        line=_typed_line(labels, row.get("minutes", "")),
    )


def _typed_line(labels: dict[str, str], minutes: str) -> str:
    if not (minutes and all(labels.values())):
        return ""
    return _("%(technique)s: %(muscle)s, %(side)s, %(position)s, pressure %(pressure)s, %(minutes)s min") % {
        **labels,
        "minutes": minutes,
    }


def _options(values: dict[str, str], chosen: str) -> tuple[Option, ...]:
    empty = () if chosen in values else (Option(value="", label=_("Choose"), checked=True),)
    return (*empty, *(Option(value=value, label=label, checked=value == chosen) for value, label in values.items()))


def said(breach: Breach, knowledge: Knowledge) -> str:
    """A breach with the rules behind it."""
    rules = rules_in_words(breach.because, knowledge)
    return f"{breach.message} {rules}".strip()


def other_breaches(breaches: Iterable[Breach], knowledge: Knowledge) -> tuple[str, ...]:
    """What goes beyond a limit of the session as a whole."""
    return tuple(said(breach, knowledge) for breach in breaches if "." not in breach.field)


def events_shown(entered: Entered) -> tuple[EventRow, ...]:
    kinds = {kind.value: event_name(kind) for kind in AdverseEventKind}
    return tuple(
        EventRow(
            index=index,
            kind=Choose(name=f"event-{index}-kind", label=_("What"), options=_options(kinds, row.get("kind", ""))),
            hours=row.get("hours", ""),
            pain_increase=row.get("pain_increase", ""),
            is_serious=bool(row.get("is_serious")),
            severity=Choose(
                name=f"event-{index}-severity",
                label=_("How bad"),
                options=_options({one.value: severity_name(one) for one in Severity}, row.get("severity", "")),
            ),
            relation=Choose(
                name=f"event-{index}-relation",
                label=_("From the session?"),
                options=_options({one.value: relation_name(one) for one in Relation}, row.get("relation", "")),
            ),
            note=row.get("note", ""),
        )
        for index, row in enumerate(entered.events)
    )


def measure_form(instrument: Instrument, row: Row) -> MeasureForm:
    """One instrument with what was filled in so far."""
    prefix = f"measure-{instrument.id}-"
    is_ticks = is_tick_list(instrument)
    return MeasureForm(
        id=str(instrument.id),
        label=instrument.label,
        ask=instrument.ask,
        items=tuple(_measure_item(item, prefix + item.id, row.get(item.id, "")) for item in instrument.items),
        is_tick_list=is_ticks,
        filled_name=prefix + FILLED,
        is_filled=bool(row),
    )


def _measure_item(item: Item, name: str, given: str) -> MeasureItem:
    """A tick box, a row of numbers, or, where the item's text puts a word to every number, a list of the words."""
    if item.high - item.low > MOST_TO_TAP:
        return MeasureItem(name=name, text=item.text, modifier="typed", typed=given, low=item.low, high=item.high)
    numbers = [str(number) for number in range(item.low, item.high + 1)]
    words = dict(re.findall(r"(\d+) ([^,]+)", item.text))
    has_words = list(words) == numbers
    options = (Option(value=n, label=words[n] if has_words else n, checked=n == given) for n in numbers)
    return MeasureItem(
        name=name,
        text=_("Choose one") if has_words else item.text,
        scale=tuple(options),
        modifier="" if has_words else "scale",
        is_ticked=bool(given),
    )


def measures_shown(entered: Entered, due: Iterable[InstrumentId], knowledge: Knowledge) -> tuple[MeasureForm, ...]:
    """The forms that are due, and those that have something in them already."""
    names = dict.fromkeys((*due, *(InstrumentId(name) for name in entered.answers)))
    return tuple(measure_form(knowledge.instruments[name], entered.answers.get(name, {})) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """The session before in a few lines."""

    when: str
    work: tuple[str, ...]
    response: str
    events: tuple[str, ...]
    was_long: bool


def last_time(state: Opened, knowledge: Knowledge) -> LastTime | None:
    """What was done last time and how the body answered, or None at the first session."""
    record = state.last_record
    if record is None:
        return None
    return LastTime(
        when=f"{record.on:%-d %B %Y}",
        work=tuple(_work_line(work, knowledge) for work in record.work),
        response=record.response,
        events=tuple(f"{event_name(event.kind)}, {event.hours} h" for event in record.adverse_events),
        was_long=any(is_long_soreness(event) for event in record.adverse_events),
    )


def _work_line(work: Work, knowledge: Knowledge) -> str:
    technique, muscle = knowledge.techniques.get(work.technique), knowledge.muscles.get(work.muscle)
    labels = (technique.label if technique else work.technique, muscle.label if muscle else work.muscle)
    return _line(labels, side_name(work.side), work.pressure, work.minutes)


def plan_lines(blocks: Iterable[Block], knowledge: Knowledge) -> tuple[str, ...]:
    """The plan's blocks, one line each."""
    return tuple(_block_lines(blocks, knowledge))


def _block_lines(blocks: Iterable[Block], knowledge: Knowledge) -> Iterator[str]:
    for block in blocks:
        labels = (knowledge.techniques[block.technique].label, knowledge.muscles[block.muscle].label)
        line = _line(labels, side_name(block.side), block.pressure, block.minutes)
        yield f"{line} ({'; '.join(map(_dose, block.dose))})" if block.dose else line


def _dose(dose: Dose) -> str:
    """One parameter of the technique, such as a hold in seconds, and whether its source has been checked."""
    amount = f"{dose.low:g}" if dose.low == dose.high else f"{dose.low:g}\u2013{dose.high:g}"
    unit = "" if dose.unit == "1" else f" {dose.unit}"
    said = f"{dose.name.replace('_', ' ')} {amount}{unit}"
    return said if dose.is_verified else _("%s, not yet verified") % said


def _line(labels: tuple[str, str], side: str, pressure: int, minutes: int) -> str:
    words = {"technique": labels[0], "muscle": labels[1], "side": side, "pressure": pressure, "minutes": minutes}
    return _("%(technique)s: %(muscle)s, %(side)s, pressure %(pressure)d, %(minutes)d min") % words


def time_of(state: Opened) -> str:
    """When the session is, by the clinic's clock."""
    zone = state.session.client.clinic.zoneinfo
    start = timezone.localtime(state.session.starts_at, zone)
    end = timezone.localtime(state.session.ends_at, zone)
    return f"{start:%a %-d %b, %H:%M}\u2013{end:%H:%M}"


def response_phrases() -> tuple[str, ...]:
    """What is said most often of the response during a session, to add with one tap; plain observations, no reading."""
    return (
        _("Eased during the work."),
        _("No change during the work."),
        _("Sore under pressure, gone when released."),
        _("Leg pain came on during the work; stopped there."),
    )
