"""How do rows become what the search works with, without an object per row?

A busy year of a clinic is some ten thousand rows; turning each instant into a datetime, or each id into a UUID, costs
more than the search. So the database hands out whole minutes, rounded outwards for busy time, in one text for each
person or room.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db.models import Aggregate, Func, IntegerField, TextField
from msgspec import json

from ischia.clinic.places.api import Service
from ischia.pathway.book.api import MinuteSpan, ServiceTimes, WeeklyHours

_PAIRS = json.Decoder(list[MinuteSpan])


class MinuteBefore(Func):
    """The whole minute since 1970 that holds an instant."""

    output_field = IntegerField()
    added = 0

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"((CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) + {self.added}) / 60)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"((EXTRACT(EPOCH FROM %(expressions)s)::bigint + {self.added}) / 60)"
        return self.as_sql(compiler, connection, template=template, **context)


class MinuteAfter(MinuteBefore):
    """The first whole minute since 1970 that is not before an instant."""

    added = 59


class Stretches(Aggregate):
    """Every stretch between two columns of instants as one JSON text of pairs of minutes; `minute_spans` reads it."""

    output_field = TextField()

    def __init__(self, first: str, until: str) -> None:
        super().__init__(MinuteBefore(first), MinuteAfter(until))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "json_group_array(json_array(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "json_agg(json_build_array(%(expressions)s))::text"
        return self.as_sql(compiler, connection, template=template, **context)


def minute_spans(stretches: str) -> list[MinuteSpan]:
    """What `Stretches` gave, sorted."""
    return sorted(_PAIRS.decode(stretches))


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
