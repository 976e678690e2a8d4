"""How is a change to booked visits shown: times to choose from, each visit before and after, what is in the way?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.book.forms import slot_key
from ischia.clinic.book.mapping import slot_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.presenters import DateShown, Names, TimeChoice, choice_label, clash_in_words, show_date
from ischia.clinic.book.rearranging import Rearranged
from ischia.pathway.book.api import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfTimes:
    """The free times of one day."""

    day: str
    times: tuple[TimeChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveShown:
    """One visit before and after. `clash` says why it cannot be had; then `choices` are what could be had instead."""

    id: str
    number: int
    before: str
    date: DateShown
    clash: str
    choices: tuple[TimeChoice, ...]
    wanted: str


def days_of_times(slots: Iterable[Slot], names: Names, zone: ZoneInfo) -> tuple[DayOfTimes, ...]:
    """Free times by day, each with whom and where."""
    return tuple(
        DayOfTimes(
            day=date_format(day, "l j F"),
            times=tuple(
                TimeChoice(
                    key=slot_key(slot),
                    label=f"{slot.start.astimezone(zone):%H:%M}, {show_date(slot, names, zone).where}",
                    checked=False,
                )
                for slot in of_day
            ),
        )
        for day, of_day in groupby(slots, key=lambda slot: slot.start.astimezone(zone).date())
    )


def show_moves(rows: Sequence[Rearranged], names: Names, zone: ZoneInfo) -> tuple[MoveShown, ...]:
    """Every visit of a change, with each clash beside its best alternatives."""
    return tuple(
        MoveShown(
            id=str(row.session.pk),
            number=row.session.number,
            before=in_words(row.session, zone),
            date=show_date(row.slot, names, zone),
            clash=_clash(row),
            choices=tuple(
                TimeChoice(key=slot_key(each), label=choice_label(each, names, zone), checked=index == 0)
                for index, each in enumerate(row.instead)
            ),
            wanted=slot_key(row.slot),
        )
        for row in rows
    )


def _clash(row: Rearranged) -> str:
    """Everything in the way, one sentence each."""
    said = [clash_in_words(kind) for kind in row.conflicts]
    return " ".join([*said, _("The review comes before this day.")] if row.is_after_review else said)


def in_words(session: Session, zone: ZoneInfo) -> str:
    """When a visit is, in words."""
    local = slot_of(session).start.astimezone(zone)
    return f"{date_format(local, 'l j F')}, {local:%H:%M}"
