"""What is free, read from what is kept of it; and how does that never fall behind the diary?

Free time is kept in one row for each clinic and block of days, ready to be searched. Triggers mark the therapist and
the room of everything that is booked, moved or given back, in the writer's own transaction and without waiting for
anybody. A search reads in this order: holds, marks, kept rows. What is marked or missing it works out from the diary,
uses it, and keeps it if nobody else kept something meanwhile; then it takes away the marks it had seen before it read.
So a kept row holds every change that is not marked, whichever way a change arrived and whoever loses a race.

Holds are never kept: they run out by being ignored, and their owner looks through them. The few there are lead to the
same work for the therapists and rooms they take, for that one search.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from ischia.clinic.diary.availability_packing import (
    Directory,
    Parts,
    block_of,
    blocks_near,
    combined,
    directory_of,
    joined_openings,
    unpacked_parts,
)
from ischia.clinic.diary.availability_setup import Setup, setups_of
from ischia.clinic.diary.availability_sources import Asking, BlockKey, Wanted, work_out
from ischia.clinic.diary.availability_statements import given_id, instant_read, placeholders, read_id
from ischia.clinic.diary.availability_storing import Kept, keep
from ischia.clinic.diary.models import AvailabilityBlock
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import Span, local_day
from ischia.pathway.book.availability import Openings

Owned = tuple[UUID, int]
"""A therapist or a room, and a block."""

Owners = Mapping[BlockKey, frozenset[UUID]]
NOBODY: frozenset[UUID] = frozenset()

# A search asks these three every time, and the ORM would take longer to put them into words than they take.
TOUCHED = """
SELECT therapist_id, room_id, therapist_from, therapist_until, room_from, room_until FROM diary_occupancy
WHERE (state = 'held' AND expires_at > %s) {looked_through}
"""
MARKS = """
SELECT id, owner, block FROM diary_availabilitymark WHERE owner IN (
    SELECT id FROM people_therapist WHERE clinic_id IN ({clinics})
    UNION ALL
    SELECT room.id FROM places_room AS room JOIN places_place AS place ON place.id = room.place_id
    WHERE place.clinic_id IN ({clinics})
) AND block >= %s AND block < %s
"""
ROWS = """
SELECT clinic_id, block, stamp, setup, diaries, openings FROM diary_availabilityblock
WHERE clinic_id IN ({clinics}) AND block >= %s AND block < %s ORDER BY block, clinic_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """What is free of several clinics, diary by diary: the openings, and therapist and place in the directory.

    `blocks` and `counts` say of which clinic and block how many diaries follow in the directory.
    """

    directory: Directory
    blocks: Sequence[BlockKey]
    counts: Sequence[int]
    openings: Openings
    setups: Mapping[UUID, Setup]


@dataclass(frozen=True, slots=True)
class _Row:
    """What is kept of one block or was just worked out; without a stamp if it is not kept."""

    stamp: int | None
    setup: str
    diaries: bytes
    openings: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behind:
    """What of the kept rows does not hold: `whole` blocks, and of others `marked` owners.

    `asked` are those that holds take, or of whom something is looked through.
    """

    whole: frozenset[BlockKey]
    marked: Owners
    asked: Owners

    @property
    def blocks(self) -> list[BlockKey]:
        return sorted(self.whole | self.marked.keys() | self.asked.keys())


def free_time(clinics: Sequence[Clinic], window: Span, asking: Asking) -> Free:
    """What is free in every block that the window touches.

    Four queries; where something changed or is held, six more, and a few to keep it.
    """
    blocks = range(block_of(window.start), block_of(window.end) + 1)
    touched, marks = _touched(blocks, asking), _marks(clinics, blocks)
    setups = setups_of(clinics, max(local_day(window.end, clinic.zone) for clinic in clinics))
    rows = _rows(setups, blocks)
    whole = frozenset(
        (clinic, block)
        for clinic, setup in setups.items()
        for block in blocks
        if (row := rows.get((clinic, block))) is None or row.setup != setup.digest
    )
    if whole or marks or touched:
        home = {owner: clinic for clinic, setup in setups.items() for owner in (*setup.therapists, *setup.rooms)}
        behind = _Behind(whole=whole, marked=_at_home(marks, home), asked=_at_home(touched, home))
        if behind.blocks:
            rows |= _Work(setups, {clinic.pk: clinic for clinic in clinics}, asking, marks).catch_up(behind, rows)
    directory = directory_of([row.diaries for row in rows.values()])
    return Free(
        directory=directory,
        blocks=list(rows),
        counts=[len(row.diaries) // directory.itemsize for row in rows.values()],
        openings=joined_openings(directory, [row.openings for row in rows.values()]),
        setups=setups,
    )


def _touched(blocks: range, asking: Asking) -> set[Owned]:
    """Therapists and rooms of holds that have not run out, and of what is looked through, in each block. One query."""
    ids = list(asking.without)
    looked_through = f"OR id IN ({placeholders(ids)})" if ids else ""
    found: set[Owned] = set()
    adapt, read = connection.ops.adapt_datetimefield_value, instant_read
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED.format(looked_through=looked_through), [adapt(asking.now), *map(given_id, ids)])
        for *owners, first, until, room_first, room_until in cursor.fetchall():
            therapist, room = map(read_id, owners)
            found |= {(therapist, block) for block in blocks_near(read(first), read(until)) if block in blocks}
            found |= {(room, block) for block in blocks_near(read(room_first), read(room_until)) if block in blocks}
    return found


def _marks(clinics: Sequence[Clinic], blocks: range) -> dict[Owned, list[int]]:
    """The marks of the clinics' therapists and rooms in the blocks. One query."""
    ids = [given_id(clinic.pk) for clinic in clinics]
    found: dict[Owned, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(MARKS.format(clinics=placeholders(ids)), [*ids, *ids, blocks.start, blocks.stop])
        for mark, owner, block in cursor.fetchall():
            found[read_id(owner), block].append(mark)
    return found


def _rows(setups: Mapping[UUID, Setup], blocks: range) -> dict[BlockKey, _Row]:
    """What is kept. One query."""
    ids = [given_id(clinic) for clinic in setups]
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(clinics=placeholders(ids)), [*ids, blocks.start, blocks.stop])
        return {
            (read_id(clinic), block): _Row(stamp, setup, bytes(diaries), bytes(openings))
            for clinic, block, stamp, setup, diaries, openings in cursor.fetchall()
        }


def _at_home(owned: Iterable[Owned], home: Mapping[UUID, UUID]) -> Owners:
    found: dict[BlockKey, set[UUID]] = defaultdict(set)
    for owner, block in owned:
        if owner in home:
            found[home[owner], block].add(owner)
    return {key: frozenset(owners) for key, owners in found.items()}


@dataclass(frozen=True, slots=True)
class _Work:
    """Catching up with the diary, for one search."""

    setups: Mapping[UUID, Setup]
    clinics: Mapping[UUID, Clinic]
    asking: Asking
    marks: Mapping[Owned, list[int]]

    def catch_up(self, behind: _Behind, rows: Mapping[BlockKey, _Row]) -> dict[BlockKey, _Row]:
        """The rows of all blocks that are behind, worked out from the diary. What does not come of holds is kept."""
        known = self._known([key for key in behind.blocks if key not in behind.whole])
        whole = [key for key in behind.blocks if key not in known]
        marked = {key: behind.marked.get(key, NOBODY) for key in known} | {key: self._everybody(key) for key in whole}
        found = work_out(list(self._wanted(marked, behind.asked)), self.clinics, self.asking)
        base = {
            key: (known[key][1] if key in known else Parts()).replaced(_packed(owners), found[key, False])
            for key, owners in marked.items()
        }
        kept = _combined({key: base[key] for key, owners in marked.items() if owners})
        stamps = {key: row.stamp for key, row in rows.items()} | {key: stamp for key, (stamp, _) in known.items()}
        self._keep(kept, base, stamps, behind)
        asked = {key: base[key].replaced(_packed(owners), found[key, True]) for key, owners in behind.asked.items()}
        return {
            key: _Row(None, "", diaries, openings) for key, (diaries, openings) in (kept | _combined(asked)).items()
        }

    def _known(self, keys: Sequence[BlockKey]) -> dict[BlockKey, tuple[int, Parts]]:
        """Stamp and parts of those blocks that are kept and were worked out with today's setup. One query."""
        if not keys:
            return {}
        rows = AvailabilityBlock.objects.filter(
            clinic__in={clinic for clinic, _ in keys}, block__in={block for _, block in keys}
        )
        return {
            (clinic, block): (stamp, unpacked_parts(bytes(parts)))
            for clinic, block, stamp, setup, parts in rows.values_list("clinic_id", "block", "stamp", "setup", "parts")
            if (clinic, block) in set(keys) and setup == self.setups[clinic].digest
        }

    def _everybody(self, key: BlockKey) -> frozenset[UUID]:
        setup = self.setups[key[0]]
        return frozenset((*setup.therapists, *setup.rooms))

    def _wanted(self, marked: Owners, asked: Owners) -> Iterator[Wanted]:
        rooms = {clinic: self.setups[clinic].rooms for clinic in {key[0] for key in (*marked, *asked)}}
        for is_asked, owned in ((False, marked), (True, asked)):
            for key, owners in owned.items():
                for owner in owners:
                    yield Wanted(block=key, owner=owner, place=rooms[key[0]].get(owner), asked=is_asked)

    def _keep(
        self,
        made: Mapping[BlockKey, tuple[bytes, bytes]],
        base: Mapping[BlockKey, Parts],
        stamps: Mapping[BlockKey, int | None],
        behind: _Behind,
    ) -> None:
        rows = [
            Kept(
                key=key,
                setup=self.setups[key[0]].digest,
                diaries=diaries,
                openings=openings,
                parts=base[key],
                replaces=stamps.get(key),
                marks=[mark for owner in behind.marked.get(key, NOBODY) for mark in self.marks[owner, key[1]]],
            )
            for key, (diaries, openings) in made.items()
        ]
        if rows:
            keep(rows, self.asking.now)


def _combined(parts: Mapping[BlockKey, Parts]) -> dict[BlockKey, tuple[bytes, bytes]]:
    return dict(zip(parts, combined(list(parts.values())), strict=True)) if parts else {}


def _packed(owners: Iterable[UUID]) -> list[bytes]:
    return [owner.bytes for owner in owners]
