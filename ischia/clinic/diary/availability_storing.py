"""How is free time that was worked out kept, without ever delaying a page or keeping something old?

One row is written only if nobody wrote it since it was read, and only when no other process is about to write: who
cannot write at once leaves it to the next search.
"""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from ischia.clinic.diary.availability_packing import Parts, block_of, packed_parts
from ischia.clinic.diary.availability_sources import BlockKey
from ischia.clinic.diary.models import AvailabilityBlock, AvailabilityMark

logger = logging.getLogger(__name__)

ONE_WRITER = 0x15C41A04
"""The number of the lock on PostgreSQL that whoever keeps free time holds."""

AT_ONCE = 5000
FIELDS = ["stamp", "setup", "diaries", "openings", "parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is to be kept of one block. `replaces` is the stamp of the row that was read, None if there was none.

    `marks` were seen before the diary was read.
    """

    key: BlockKey
    setup: str
    diaries: bytes
    openings: bytes
    parts: Parts
    replaces: int | None
    marks: Sequence[int]


def keep(rows: Sequence[Kept], now: datetime) -> None:
    """Writes what nobody else wrote meanwhile, and takes away its marks. Whatever hinders it hinders nobody else."""
    try:
        with _without_waiting(), transaction.atomic():
            if _is_the_one_writer():
                _write(rows)
                _tidy(block_of(now) - 1)
    except DatabaseError as hindrance:
        logger.info("free time was not kept: %s", hindrance)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """On SQLite nobody waits for the write lock inside, unless the transaction that is open holds it already."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_the_one_writer() -> bool:
    """On PostgreSQL, whether the lock was free; it goes with the transaction. SQLite has taken its own by now."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_WRITER])
        found = cursor.fetchone()
    return bool(found and found[0])


def _write(rows: Sequence[Kept]) -> None:
    blocks, clinics = {row.key[1] for row in rows}, {row.key[0] for row in rows}
    there = {
        (clinic, block): stamp
        for clinic, block, stamp in AvailabilityBlock.objects.filter(clinic__in=clinics, block__in=blocks).values_list(
            "clinic_id", "block", "stamp"
        )
    }
    fresh = [row for row in rows if there.get(row.key) == row.replaces]
    AvailabilityBlock.objects.bulk_create(
        [
            AvailabilityBlock(
                clinic_id=row.key[0],
                block=row.key[1],
                stamp=secrets.randbits(62),
                setup=row.setup,
                diaries=row.diaries,
                openings=row.openings,
                parts=packed_parts(row.parts),
            )
            for row in fresh
        ],
        update_conflicts=True,
        unique_fields=["clinic", "block"],
        update_fields=FIELDS,
    )
    marks = [mark for row in fresh for mark in row.marks]
    for begin in range(0, len(marks), AT_ONCE):
        AvailabilityMark.objects.filter(pk__in=marks[begin : begin + AT_ONCE]).delete()


def _tidy(oldest: int) -> None:
    """Forgets blocks that are over."""
    AvailabilityBlock.objects.filter(block__lt=oldest).delete()
    AvailabilityMark.objects.filter(block__lt=oldest, block__gte=0).delete()
