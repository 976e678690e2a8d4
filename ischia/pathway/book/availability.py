"""In which stretches could a session lie, whatever service it is of?

An opening is a piece of working time that nothing takes, of the therapist and of one room at once. It says how much
longer nothing is taken before it and after it, because preparation and recovery may lie outside working hours but not
on taken time. So openings know nothing of a service and can be kept between searches.

Everything is computed for all diaries at once: a stretch of owner n is moved n lines further, so that one sorted array
holds the lines of all owners behind one another. Minutes are whole; spans are half open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ischia.pathway.book.minutes import MinuteSpan

Minutes = NDArray[np.signedinteger[Any]]
"""Whole minutes, or positions in another array."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """Stretches of time of numbered owners, sorted by owner and then by beginning."""

    owner: Minutes
    first: Minutes
    end: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """Pieces of free working time of numbered diaries, in order; neither beginnings nor ends ever step back in a diary.

    For `before` minutes before the beginning and `after` minutes behind the end nothing is taken either.
    """

    diary: Minutes
    first: Minutes
    end: Minutes
    before: Minutes
    after: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The stretch of time that is looked at. What lies outside is as if it were taken."""

    low: int
    high: int

    def line(self, owner: Minutes, minute: Minutes) -> Minutes:
        """Minutes within the bounds, each moved to the line of its owner."""
        line: Minutes = owner * (self.high - self.low + 1) + (np.clip(minute, self.low, self.high) - self.low)
        return line

    def minute(self, owner: Minutes, line: Minutes) -> Minutes:
        """The way back from the line."""
        return line - owner * (self.high - self.low + 1) + self.low


def stretches(spans: Sequence[Sequence[MinuteSpan]]) -> Stretches:
    """The spans of each owner, sorted or not, as arrays."""
    flat = np.array([minute for each in spans for span in each for minute in span], dtype=np.int64).reshape(-1, 2)
    owner = np.repeat(np.arange(len(spans)), [len(each) for each in spans])
    return in_order(owner, flat[:, 0], flat[:, 1])


def in_order(owner: Minutes, first: Minutes, end: Minutes) -> Stretches:
    """The same stretches, sorted."""
    order = np.lexsort((first, owner))
    return Stretches(owner=owner[order], first=first[order], end=end[order])


def gaps(taken: Stretches, owners: int, bounds: Bounds) -> Stretches:
    """What is left of each owner's line when everything taken, which may overlap itself, is gone."""
    every = np.arange(owners)
    edges = (np.full(owners, bounds.low), np.full(owners, bounds.high))
    owner = np.concatenate((taken.owner, every, every))
    first = bounds.line(owner, np.concatenate((taken.first, *edges)))
    end = bounds.line(owner, np.concatenate((taken.end, *edges)))
    order = np.argsort(first, kind="stable")
    owner, free_until = owner[order][1:], first[order][1:]
    free_from = np.maximum.accumulate(end[order])[:-1]
    free = (free_from < free_until) & (free_from >= bounds.line(owner, np.full(len(owner), bounds.low)))
    owner = owner[free]
    return Stretches(
        owner=owner, first=bounds.minute(owner, free_from[free]), end=bounds.minute(owner, free_until[free])
    )


def widest(free: Stretches, place_of: Minutes, bounds: Bounds) -> Stretches:
    """Of the free stretches of all rooms of each place those that lie in no other one.

    A session fits into one room of the place throughout exactly when it fits into one of these.
    """
    place = place_of[free.owner]
    order = np.lexsort((-free.end, free.first, place))
    place, first, end = place[order], free.first[order], free.end[order]
    line = bounds.line(place, end)
    reached = np.concatenate(([-1], np.maximum.accumulate(line)[:-1])) if len(line) else line
    kept = line > reached
    return Stretches(owner=place[kept], first=first[kept], end=end[kept])


def openings(working: Stretches, free: Stretches, therapist_of: Minutes, bounds: Bounds) -> Openings:
    """Working time of each diary, disjoint, that is also free time of its therapist."""
    therapist = therapist_of[working.owner]
    work, gap = _overlapping(
        bounds.line(therapist, working.first),
        bounds.line(therapist, working.end),
        bounds.line(free.owner, free.first),
        bounds.line(free.owner, free.end),
    )
    first = np.maximum(working.first[work], free.first[gap])
    end = np.minimum(working.end[work], free.end[gap])
    return Openings(
        diary=working.owner[work], first=first, end=end, before=first - free.first[gap], after=free.end[gap] - end
    )


def in_rooms(found: Openings, rooms: Stretches, place_of: Minutes, bounds: Bounds) -> Openings:
    """The parts of openings, buffers included, for which one room of the diary's place is free throughout."""
    place = place_of[found.diary]
    opening, room = _overlapping(
        bounds.line(place, found.first),
        bounds.line(place, found.end),
        bounds.line(rooms.owner, rooms.first),
        bounds.line(rooms.owner, rooms.end),
    )
    first, end = found.first[opening], found.end[opening]
    free_from = np.maximum(first - found.before[opening], rooms.first[room])
    free_until = np.minimum(end + found.after[opening], rooms.end[room])
    first, end = np.maximum(first, free_from), np.minimum(end, free_until)
    kept = _in_no_neighbour(opening, free_from, free_until)
    return Openings(
        diary=found.diary[opening][kept],
        first=first[kept],
        end=end[kept],
        before=(first - free_from)[kept],
        after=(free_until - end)[kept],
    )


def _in_no_neighbour(group: Minutes, first: Minutes, end: Minutes) -> NDArray[np.bool_]:
    """Which stretches lie in neither neighbour of their group; of equals the first is kept."""
    kept = np.ones(len(group), dtype=np.bool_)
    together = group[1:] == group[:-1]
    kept[1:] &= ~(together & (end[1:] <= end[:-1]))
    kept[:-1] &= ~(together & (first[1:] <= first[:-1]) & (end[1:] > end[:-1]))
    return kept


def _overlapping(first: Minutes, end: Minutes, other_first: Minutes, other_end: Minutes) -> tuple[Minutes, Minutes]:
    """Every pair of overlapping stretches by position; neither beginnings nor ends of the others ever step back."""
    low = np.searchsorted(other_end, first, side="right")
    count = np.maximum(np.searchsorted(other_first, end, side="left") - low, 0)
    one = np.repeat(np.arange(len(first)), count)
    other = np.arange(len(one)) + np.repeat(low - (np.cumsum(count) - count), count)
    return one, other
