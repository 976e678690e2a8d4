"""What does a letter say about the treatment and the measures: what was given, and what has changed?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.decide.letters.letter import Given, Measured
from ischia.clinic.treat.api import Ending, SessionRecord, record_of
from ischia.knowledge.records import InstrumentId, Knowledge, Role, TechniqueId
from ischia.pathway.track.api import Change, Progress, Reading, number
from ischia.pathway.treat.api import Work

MAIN = InstrumentId("nprs_leg")
MOST_MUSCLES = 6
MOST_MEASURES = 7


def sessions_said(rows: Sequence[SessionRecord]) -> str:
    """How many sessions, between which days, and how many were stopped."""
    done = [row.on for row in rows if row.ending == Ending.DONE]
    stopped = len(rows) - len(done)
    if not done:
        return _("No session was given.")
    said = ngettext(
        "%(count)d session, %(first)s to %(last)s.", "%(count)d sessions, %(first)s to %(last)s.", len(done)
    ) % {"count": len(done), "first": date_format(done[0], "j M Y"), "last": date_format(done[-1], "j M Y")}
    if not stopped:
        return said
    more = ngettext(
        "%(count)d was stopped after the safety check.", "%(count)d were stopped after the safety check.", stopped
    )
    return f"{said} {more % {'count': stopped}}"


def given(rows: Iterable[SessionRecord], knowledge: Knowledge) -> tuple[Given, ...]:
    """Every technique, in the knowledge's order."""
    parts: dict[TechniqueId, list[tuple[int, Work]]] = defaultdict(list)
    for place, row in enumerate(rows):
        for work in record_of(row).work:
            parts[work.technique].append((place, work))
    return tuple(
        Given(
            technique=technique.label,
            sessions=len({place for place, _work in parts[name]}),
            minutes=sum(work.minutes for _place, work in parts[name]),
            pressure=_range([work.pressure for _place, work in parts[name]]),
        )
        for name, technique in knowledge.techniques.items()
        if name in parts
    )


def _range(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return str(low) if low == high else _("%(low)d to %(high)d") % {"low": low, "high": high}


def worked_on(rows: Iterable[SessionRecord], knowledge: Knowledge) -> str:
    """The muscles that were worked on, most often first."""
    times: dict[str, int] = defaultdict(int)
    for row in rows:
        for name in {work.muscle for work in record_of(row).work}:
            times[knowledge.muscles[name].label if name in knowledge.muscles else str(name)] += 1
    often = sorted(times, key=lambda label: (-times[label], label))
    return "; ".join(often[:MOST_MUSCLES])


def measured(read: Progress, knowledge: Knowledge) -> tuple[Measured, ...]:
    """The measures that were taken twice, with what each change means; leg pain first, signs last."""
    changes = sorted(read.changes, key=lambda one: (one.role is Role.SIGN, one.instrument != MAIN))
    return tuple(_row(one, knowledge) for one in changes[:MOST_MEASURES])


def _row(one: Change, knowledge: Knowledge) -> Measured:
    unit = knowledge.instruments[one.instrument].unit
    is_rating = one.baseline is one.latest
    return Measured(
        measure=one.label,
        first="" if is_rating else _score(one.baseline.value, unit),
        newest=_score(one.latest.value, unit),
        error="" if one.detectable_change is None else _score(one.detectable_change, unit),
        reading=f"{_readings()[one.reading]}. {one.why}",
    )


def _score(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".strip()


def _readings() -> dict[Reading, str]:
    return {
        Reading.IMPROVED: _("Better"),
        Reading.UNCHANGED: _("No clear change"),
        Reading.WORSE: _("Worse"),
        Reading.NOT_ENOUGH: _("Too few scores"),
    }
