"""How do rows become values of the engine?"""

from collections.abc import Iterable
from datetime import date, time
from typing import Protocol

from ischia.clinic.places.api import Service
from ischia.pathway.book.api import ServiceTimes, WeeklyHours


def service_times(service: Service) -> ServiceTimes:
    """The minutes that a session of this service takes, before, during and after."""
    return ServiceTimes(
        minutes=service.minutes, preparation=service.preparation_minutes, recovery=service.recovery_minutes
    )


class SaysHours(Protocol):
    """What says hours of a week: a row of `WorkingHours`, or hours that are still to be written."""

    @property
    def weekday(self) -> int: ...

    @property
    def start(self) -> time: ...

    @property
    def end(self) -> time: ...

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_until(self) -> date | None: ...


def hours_of_week(row: SaysHours, zone: str) -> WeeklyHours:
    """The hours as a value, in the clinic's zone."""
    (found,) = weekly_hours([(row.weekday, row.start, row.end, row.valid_from, row.valid_until)], zone)
    return found


HoursRow = tuple[int, time, time, date | None, date | None]


def weekly_hours(rows: Iterable[HoursRow], zone: str) -> list[WeeklyHours]:
    """Rows of `WorkingHours` (weekday, start, end, valid from and until) in the clinic's zone."""
    return [
        WeeklyHours(weekday=weekday, start=start, end=end, zone=zone, valid_from=valid_from, valid_until=valid_until)
        for weekday, start, end, valid_from, valid_until in rows
    ]
