"""How do rows become values of the engine?"""

from collections.abc import Iterable
from datetime import date, time

from ischia.clinic.places.api import Service
from ischia.pathway.book.api import ServiceTimes, WeeklyHours


def service_times(service: Service) -> ServiceTimes:
    """The minutes that a session of this service takes, before, during and after."""
    return ServiceTimes(
        minutes=service.minutes, preparation=service.preparation_minutes, recovery=service.recovery_minutes
    )


HoursRow = tuple[int, time, time, date | None, date | None]


def weekly_hours(rows: Iterable[HoursRow], zone: str) -> list[WeeklyHours]:
    """Rows of `WorkingHours` (weekday, start, end, valid from and until) in the clinic's zone."""
    return [
        WeeklyHours(weekday=weekday, start=start, end=end, zone=zone, valid_from=valid_from, valid_until=valid_until)
        for weekday, start, end, valid_from, valid_until in rows
    ]
