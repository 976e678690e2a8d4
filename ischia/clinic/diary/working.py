"""How do working hours get into the diary, and when do they end?

A break is the gap between two hours of one day. Extra hours on one date are hours that hold from that date until it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.diary.mapping import hours_of_week
from ischia.clinic.diary.models import WorkingHours
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Place
from ischia.pathway.book.api import check_hours
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Weekly hours at one place in the clinic's wall-clock time; an end of 00:00 is midnight."""

    weekday: int
    start: time
    end: time
    valid_from: date | None = None
    valid_until: date | None = None


def add_working_hours(
    *, actor: Actor, therapist: Therapist, place: Place, hours: Sequence[Hours], today: date | None = None
) -> list[WorkingHours]:
    """Adds weekly hours at a place. `today`, the clinic's: hours that are over by then are refused; None: they are not.

    Raises:
        Refused: hours that nobody can work (as `check_hours`), `in_the_past`, `other_clinic`, or `elsewhere_then`: the
            therapist already works then, here or elsewhere.
    """
    if place.clinic_id != therapist.clinic_id:
        raise Refused("other_clinic", "This place belongs to another clinic.", field="place")
    rows = [_row(therapist, place, each, today) for each in hours]
    with transaction.atomic():
        known = list(WorkingHours.objects.select_for_update().filter(therapist=therapist))
        for at, row in enumerate(rows):
            _check_free(row, [*known, *rows[:at]])
        WorkingHours.objects.bulk_create(rows)
        record(actor=actor, action="diary.hours_added", subject=therapist, detail={"rows": len(rows)})
    return rows


def add_extra_hours(
    *, actor: Actor, therapist: Therapist, place: Place, day: date, start: time, end: time, today: date | None = None
) -> WorkingHours:
    """Adds hours on one date beside the weekly ones. Raises Refused as `add_working_hours`."""
    hours = Hours(weekday=day.weekday(), start=start, end=end, valid_from=day, valid_until=day)
    return add_working_hours(actor=actor, therapist=therapist, place=place, hours=[hours], today=today)[0]


def end_working_hours(*, actor: Actor, hours: WorkingHours, last_day: date, today: date) -> None:
    """Ends weekly hours after `last_day`; hours that would never have held are removed. Sessions booked later stay.

    Raises:
        Refused: `in_the_past` for a last day before yesterday: what was worked stays as it was; `ends_sooner` where the
            hours end before that day anyhow.
    """
    if (today - last_day).days > 1:
        raise Refused("in_the_past", "Hours that were worked stay. End them yesterday or later.", field="last_day")
    if hours.valid_until is not None and hours.valid_until < last_day:
        raise Refused("ends_sooner", f"These hours end on {hours.valid_until} anyhow.", field="last_day")
    with transaction.atomic():
        if hours.valid_from is not None and last_day < hours.valid_from:
            hours.delete()
        else:
            hours.valid_until = last_day
            hours.save(update_fields=["valid_until"])
        detail = {"last_day": last_day.isoformat(), "weekday": hours.weekday}
        record(actor=actor, action="diary.hours_ended", subject=hours.therapist, detail=detail)


def _row(therapist: Therapist, place: Place, hours: Hours, today: date | None) -> WorkingHours:
    check_hours(hours_of_week(hours, place.clinic.zone))
    if today is not None and hours.valid_until is not None and hours.valid_until < today:
        raise Refused("in_the_past", f"These hours are over already. Today is {today}.", field="valid_until")
    return WorkingHours(
        therapist=therapist,
        place=place,
        weekday=hours.weekday,
        start=hours.start,
        end=hours.end,
        valid_from=hours.valid_from,
        valid_until=hours.valid_until,
    )


def _check_free(row: WorkingHours, others: Sequence[WorkingHours]) -> None:
    clash = next((other for other in others if _clashes(row, other)), None)
    if clash is not None:
        when = f"{clash.start:%H:%M} to {clash.end:%H:%M}"
        raise Refused("elsewhere_then", f"The therapist already works at that time, from {when}.", field="start")


def _clashes(one: WorkingHours, other: WorkingHours) -> bool:
    latest = max(one.valid_from or date.min, other.valid_from or date.min)
    earliest = min(one.valid_until or date.max, other.valid_until or date.max)
    same_days = one.weekday == other.weekday and latest <= earliest
    return same_days and _shared_day(one.weekday, latest, earliest) and _overlap(one, other)


def _shared_day(weekday: int, first: date, last: date) -> bool:
    """Whether the weekday comes up between two days, both included."""
    return (weekday - first.weekday()) % 7 <= (last - first).days


def _overlap(one: WorkingHours, other: WorkingHours) -> bool:
    return _before(one.start, other.end) and _before(other.start, one.end)


def _before(start: time, end: time) -> bool:
    return end == time(0, 0) or start < end
