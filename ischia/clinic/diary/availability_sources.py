"""How is the free time of therapists and rooms worked out from the diary's rows, for blocks of days?

This is the one way in which free time comes about, whether it is then kept or only looked at. The number of queries
does not grow with what is wanted.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from ischia.clinic.diary.availability_packing import BLOCK, BOUNDS, DAY, Key, Parts, base_of, begin_of, packed
from ischia.clinic.diary.availability_statements import given_id, placeholders
from ischia.clinic.diary.closures import Shut, shut_by_clinic
from ischia.clinic.diary.mapping import HoursRow, weekly_hours
from ischia.clinic.diary.models import TimeOff, WorkingHours
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import MinuteSpan, Span, busy_minutes, local_day, without, working_minutes
from ischia.pathway.book.availability import Minutes, Stretches, gaps, in_order, openings, stretches

BlockKey = tuple[UUID, int]
"""A clinic and a block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One therapist, or one room of a place, whose free time in a block is wanted.

    Kept free time knows of firm sessions alone. As `asked` by somebody it also knows of holds that have not run out,
    and looks through the sessions that they look through.
    """

    block: BlockKey
    owner: UUID
    place: UUID | None = None
    asked: bool = False

    @property
    def is_room(self) -> bool:
        return self.place is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks: at which moment, and which sessions they look through."""

    now: datetime
    without: Collection[UUID] = ()


def work_out(
    wanted: Sequence[Wanted], clinics: Mapping[UUID, Clinic], asking: Asking
) -> dict[tuple[BlockKey, bool], Parts]:
    """The parts of all that is wanted, for each block as it is kept (False) and as it is asked for (True)."""
    found: dict[tuple[BlockKey, bool], Parts] = defaultdict(Parts)
    therapists = [each for each in wanted if not each.is_room]
    rooms = [each for each in wanted if each.is_room]
    around = _around(wanted)
    shut = shut_by_clinic(clinics.values(), around)
    for each, place, kept in _diaries(therapists, clinics, shut, around, _taken("therapist", therapists, asking)):
        found[each.block, each.asked].diaries[_key(each.owner, place)] = kept
    for each, kept in zip(rooms, _free_rooms(rooms, shut, _taken("room", rooms, asking)), strict=True):
        found[each.block, each.asked].rooms[_key(each.owner, each.place or each.owner)] = kept
    return found


def _key(owner: UUID, place: UUID) -> Key:
    return owner.bytes, place.bytes


def _around(wanted: Iterable[Wanted]) -> Span:
    blocks = [each.block[1] for each in wanted]
    day = timedelta(minutes=DAY)
    return Span(begin_of(min(blocks)) - day, begin_of(max(blocks) + 1) + day)


def _diaries(
    wanted: Sequence[Wanted], clinics: Mapping[UUID, Clinic], shut: Mapping[UUID, Shut], around: Span, taken: Stretches
) -> Iterable[tuple[Wanted, UUID, bytes]]:
    """The openings of each therapist at each place where they work, without a look at rooms."""
    therapists = {each.owner for each in wanted}
    clinic_of = {each.owner: each.block[0] for each in wanted}
    off = time_off_of(therapists, around)
    worked: dict[UUID, dict[UUID, list[MinuteSpan]]] = defaultdict(dict)
    for (therapist, place), rows in hours_by_place(therapists).items():
        clinic = clinic_of[therapist]
        away = [*off[therapist], *shut[clinic].of_place(place)]
        worked[therapist][place] = _worked(clinics[clinic], rows, away, around)
    diaries = [(number, place) for number, each in enumerate(wanted) for place in worked[each.owner]]
    working = stretches([_within(worked[wanted[number].owner][place], wanted[number]) for number, place in diaries])
    therapist_of = np.array([number for number, _ in diaries], dtype=np.int64)
    found = openings(working, gaps(taken, len(wanted), BOUNDS), therapist_of, BOUNDS)
    kept = _cut(found.diary, len(diaries), packed(found.first, found.end, found.before, found.after))
    return [(wanted[number], place, each) for (number, place), each in zip(diaries, kept, strict=True)]


def _worked(clinic: Clinic, rows: Sequence[HoursRow], away: Sequence[MinuteSpan], around: Span) -> list[MinuteSpan]:
    first, last = local_day(around.start, clinic.zone), local_day(around.end, clinic.zone)
    return without(working_minutes(weekly_hours(rows, clinic.zone), first, last), away)


def _within(spans: Sequence[MinuteSpan], wanted: Wanted) -> list[MinuteSpan]:
    """The spans that a block knows of, in its minutes and cut at its bounds."""
    base = base_of(wanted.block[1])
    return [
        (max(first - base, BOUNDS.low), min(end - base, BOUNDS.high))
        for first, end in spans
        if first < base + BOUNDS.high and end > base + BOUNDS.low
    ]


def _free_rooms(wanted: Sequence[Wanted], shut: Mapping[UUID, Shut], taken: Stretches) -> list[bytes]:
    closed = stretches([_within(shut[each.block[0]].of_room(each.owner), each) for each in wanted])
    blocked = in_order(
        *(
            np.concatenate(columns)
            for columns in (
                (taken.owner, closed.owner),
                (taken.first, closed.first),
                (taken.end, closed.end),
            )
        )
    )
    free = gaps(blocked, len(wanted), BOUNDS)
    return _cut(free.owner, len(wanted), packed(free.first, free.end))


def _cut(owner: Minutes, owners: int, rows: bytes) -> list[bytes]:
    """Packed rows, sorted by owner, as one piece for each owner."""
    counts = np.bincount(owner, minlength=owners)
    width = len(rows) // max(1, len(owner))
    edges = [0, *(np.cumsum(counts) * width).tolist()]
    return [rows[first:end] for first, end in pairwise(edges)]


def hours_by_place(therapists: Collection[UUID]) -> dict[tuple[UUID, UUID], list[HoursRow]]:
    """Weekly hours of those who work, by therapist and place. One query."""
    rows = WorkingHours.objects.filter(therapist__in=therapists, therapist__is_active=True)
    return by_place(rows.order_by("therapist_id", "place_id").values_list(*HOURS))


HOURS = ("therapist_id", "place_id", "weekday", "start", "end", "valid_from", "valid_until")


def by_place(rows: Iterable[Sequence[Any]]) -> dict[tuple[UUID, UUID], list[HoursRow]]:
    """Rows of `HOURS` by therapist and place."""
    found: dict[tuple[UUID, UUID], list[HoursRow]] = defaultdict(list)
    for therapist, at, weekday, start, end, valid_from, valid_until in rows:
        found[therapist, at].append((weekday, start, end, valid_from, valid_until))
    return found


def time_off_of(therapists: Collection[UUID], window: Span) -> dict[UUID, list[MinuteSpan]]:
    """Time off that touches the window, by therapist, in epoch minutes. One query."""
    rows = TimeOff.objects.filter(
        therapist__in=therapists, starts_at__lt=window.end, ends_at__gt=window.start
    ).values_list("therapist_id", "starts_at", "ends_at")
    off: dict[UUID, list[MinuteSpan]] = defaultdict(list)
    for therapist, starts_at, ends_at in rows:
        off[therapist] += busy_minutes([Span(starts_at, ends_at)])
    return off


def _taken(who: str, wanted: Sequence[Wanted], asking: Asking) -> Stretches:
    """What is taken of each therapist or room in the minutes of its block. One query.

    The database turns instants into minutes and gathers them as one text each, rounded outwards: an object for each
    row would take longer than all the rest.
    """
    rows = _taken_rows(who, wanted, asking) if wanted else []
    minutes = np.fromstring(" ".join(text for _, _, text in rows), dtype=np.int64, sep=" ").reshape(-1, 2)
    numbers = np.array([number for number, _, _ in rows], dtype=np.int64)
    owner = np.repeat(numbers, [count for _, count, _ in rows])
    base = np.array([base_of(each.block[1]) for each in wanted], dtype=np.int64)[owner]
    return in_order(owner, minutes[:, 0] - base, minutes[:, 1] - base)


def _taken_rows(who: str, wanted: Sequence[Wanted], asking: Asking) -> list[Any]:
    """The number of each wanted one that has anything taken, how many stretches, and their minutes."""
    day = timedelta(minutes=DAY)
    rows = [
        (
            each.owner,
            begin_of(each.block[1]) - 2 * day,
            begin_of(each.block[1]) + timedelta(minutes=BLOCK) + day,
            each.asked,
        )
        for each in wanted
    ]
    text, given = _sqlite(rows) if connection.vendor == "sqlite" else _postgresql(rows)
    looked_through, ids = "", [given_id(each) for each in asking.without]
    if ids:
        looked_through = f"AND NOT (asked AND taken.id IN ({placeholders(ids)}))"
    statement = text.format(who=who, looked_through=looked_through)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, connection.ops.adapt_datetimefield_value(asking.now), *ids])
        return list(cursor.fetchall())


SQLITE = """
SELECT number, COUNT(*), group_concat(
    (CAST(strftime('%%s', taken.{who}_from) AS INTEGER) / 60) || ' '
    || ((CAST(strftime('%%s', taken.{who}_until) AS INTEGER) + 59) / 60), ' ')
FROM (
    SELECT key AS number, json_extract(value, '$[0]') AS owner, json_extract(value, '$[1]') AS since,
           json_extract(value, '$[2]') AS until, json_extract(value, '$[3]') AS asked
    FROM json_each(%s)
) AS wanted CROSS JOIN diary_occupancy AS taken
ON taken.{who}_id = owner AND taken.{who}_from > since AND taken.{who}_from < until
WHERE (taken.state = 'firm' OR (asked AND taken.state = 'held' AND taken.expires_at > %s)) {looked_through}
GROUP BY number
"""

POSTGRESQL = """
SELECT number - 1, COUNT(*), string_agg(
    floor(extract(epoch FROM taken.{who}_from) / 60)::bigint || ' '
    || ceil(extract(epoch FROM taken.{who}_until) / 60)::bigint, ' ')
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::boolean[])
    WITH ORDINALITY AS wanted(owner, since, until, asked, number)
JOIN diary_occupancy AS taken
ON taken.{who}_id = owner AND taken.{who}_from > since AND taken.{who}_from < until
WHERE (taken.state = 'firm' OR (asked AND taken.state = 'held' AND taken.expires_at > %s)) {looked_through}
GROUP BY number
"""

Row = tuple[UUID, datetime, datetime, bool]


def _sqlite(rows: Sequence[Row]) -> tuple[str, list[Any]]:
    adapt = connection.ops.adapt_datetimefield_value
    given = [(owner.hex, adapt(since), adapt(until), asked) for owner, since, until, asked in rows]
    return SQLITE, [json.dumps(given)]


def _postgresql(rows: Sequence[Row]) -> tuple[str, list[Any]]:
    return POSTGRESQL, [list(column) for column in zip(*rows, strict=True)]
