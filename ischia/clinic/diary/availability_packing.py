"""How is free time kept as bytes, and what do the bytes mean?

Time is cut into blocks of 28 days of UTC. A block keeps what starts in it; so that buffers and sessions that reach over
its borders need no neighbour, it knows a day more on either side. Minutes count from a day before the block and fit
into two bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from ischia.pathway.book.api import floor_minute, instant
from ischia.pathway.book.availability import Bounds, Minutes, Openings, Stretches, in_rooms, widest

DAY = 24 * 60
BLOCK = 28 * DAY
BOUNDS = Bounds(low=0, high=BLOCK + 2 * DAY)

EVERY_BLOCK = -1
"""The block of a mark that says: something changed that holds for all time, such as weekly hours."""

Key = tuple[bytes, bytes]
"""The ids of a therapist and a place, or of a room and its place."""

Directory = NDArray[np.void]
DIRECTORY = np.dtype([("owner", "S16"), ("place", "S16"), ("count", "<u4")])
"""Whose openings follow, and how many. Ids are the 16 bytes of a UUID; numpy leaves out zeros at their end."""

OPENING = np.dtype("<u2")
COLUMNS = 4


def block_of(at: datetime | int) -> int:
    """The block that holds an instant or an epoch minute."""
    return (at if isinstance(at, int) else floor_minute(at)) // BLOCK


def base_of(block: int) -> int:
    """The epoch minute from which the minutes of a block count."""
    return block * BLOCK - DAY


def begin_of(block: int) -> datetime:
    """The instant at which a block begins."""
    return instant(block * BLOCK)


def blocks_near(first: datetime, until: datetime) -> range:
    """The blocks that know of a stretch of time."""
    day = timedelta(minutes=DAY)
    return range(block_of(first - day), block_of(until + day) + 1)


def id_of(packed: bytes) -> UUID:
    """The id that numpy gave back."""
    return UUID(bytes=packed.ljust(16, b"\0"))


@dataclass(frozen=True, slots=True)
class Parts:
    """What the openings of a block are made of: of each therapist at each place, and of each room.

    The first are openings without a look at rooms (first, end, before, after), the second what is free (first, end).
    """

    diaries: dict[Key, bytes] = field(default_factory=dict)
    rooms: dict[Key, bytes] = field(default_factory=dict)

    def replaced(self, owners: Iterable[bytes], by: "Parts") -> "Parts":
        """These parts with all that belongs to `owners` as it is in `by`."""
        gone = frozenset(owners)
        return Parts(
            diaries={key: kept for key, kept in self.diaries.items() if key[0] not in gone}
            | {key: new for key, new in by.diaries.items() if key[0] in gone},
            rooms={key: kept for key, kept in self.rooms.items() if key[0] not in gone}
            | {key: new for key, new in by.rooms.items() if key[0] in gone},
        )


@dataclass(frozen=True, slots=True)
class _Packed:
    diaries: list[tuple[bytes, bytes, bytes]]
    rooms: list[tuple[bytes, bytes, bytes]]


def packed_parts(parts: Parts) -> bytes:
    """Parts as bytes."""
    return msgspec.msgpack.encode(
        _Packed(
            [(*key, kept) for key, kept in parts.diaries.items()], [(*key, kept) for key, kept in parts.rooms.items()]
        )
    )


def unpacked_parts(kept: bytes) -> Parts:
    """The way back."""
    found = msgspec.msgpack.decode(kept, type=_Packed)
    return Parts(
        {(owner, place): each for owner, place, each in found.diaries},
        {(owner, place): each for owner, place, each in found.rooms},
    )


def packed(*columns: Minutes) -> bytes:
    """Columns of minutes as bytes, row after row."""
    return np.stack(columns, axis=1).astype(OPENING).tobytes() if len(columns[0]) else b""


def columns_of(kept: Sequence[bytes], count: int) -> tuple[Minutes, ...]:
    """The way back, of several packed ones behind one another."""
    rows = np.frombuffer(b"".join(kept), dtype=OPENING).reshape(-1, count)
    return tuple(rows[:, number].astype(np.int32) for number in range(count))


def directory_of(kept: Sequence[bytes]) -> Directory:
    """The directories of several blocks behind one another."""
    return np.frombuffer(b"".join(kept), dtype=DIRECTORY)


def joined_openings(directory: Directory, kept: Sequence[bytes]) -> Openings:
    """The openings of several blocks, the diaries numbered as in their joined directory."""
    first, end, before, after = columns_of(kept, COLUMNS)
    diary = np.repeat(np.arange(len(directory), dtype=np.int32), directory["count"])
    return Openings(diary=diary, first=first, end=end, before=before, after=after)


def combined(parts: Sequence[Parts]) -> list[tuple[bytes, bytes]]:
    """For each block the directory and the openings that its parts make together, ready to be kept."""
    diaries = [(number, key, kept) for number, each in enumerate(parts) for key, kept in each.diaries.items()]
    rooms = [(number, key, kept) for number, each in enumerate(parts) for key, kept in each.rooms.items()]
    places = _numbered(
        [*((number, key[1]) for number, key, _ in diaries), *((number, key[1]) for number, key, _ in rooms)]
    )
    first, end, before, after = columns_of([kept for *_, kept in diaries], COLUMNS)
    width = COLUMNS * OPENING.itemsize
    worked = Openings(
        diary=_owners([len(kept) // width for *_, kept in diaries]), first=first, end=end, before=before, after=after
    )
    room_first, room_end = columns_of([kept for *_, kept in rooms], 2)
    free = Stretches(
        owner=_owners([len(kept) // (2 * OPENING.itemsize) for *_, kept in rooms]), first=room_first, end=room_end
    )
    shared = widest(free, np.array([places[number, key[1]] for number, key, _ in rooms], dtype=np.int64), BOUNDS)
    found = _within_block(
        in_rooms(
            worked, shared, np.array([places[number, key[1]] for number, key, _ in diaries], dtype=np.int64), BOUNDS
        )
    )
    return _split(len(parts), diaries, found)


def _split(blocks: int, diaries: Sequence[tuple[int, Key, bytes]], found: Openings) -> list[tuple[bytes, bytes]]:
    counts = np.bincount(found.diary, minlength=len(diaries))
    directory = np.array(
        [(*key, count) for (_, key, _), count in zip(diaries, counts.tolist(), strict=True)], dtype=DIRECTORY
    )
    rows = packed(found.first, found.end, found.before, found.after)
    width = COLUMNS * OPENING.itemsize
    block = np.array([number for number, *_ in diaries], dtype=np.int64)
    first = np.searchsorted(block, np.arange(blocks + 1))
    reached = np.concatenate(([0], np.cumsum(counts)))[first] * width
    return [
        (directory[first[number] : first[number + 1]].tobytes(), rows[reached[number] : reached[number + 1]])
        for number in range(blocks)
    ]


def _within_block(found: Openings) -> Openings:
    """Openings in which something can start within the block, from its beginning on."""
    kept = (found.end > DAY) & (found.first < DAY + BLOCK)
    late = np.maximum(DAY - found.first[kept], 0)
    return Openings(
        diary=found.diary[kept],
        first=found.first[kept] + late,
        end=found.end[kept],
        before=found.before[kept] + late,
        after=found.after[kept],
    )


def _owners(counts: Sequence[int]) -> Minutes:
    return np.repeat(np.arange(len(counts), dtype=np.int64), counts)


def _numbered(names: Iterable[tuple[int, bytes]]) -> Mapping[tuple[int, bytes], int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
