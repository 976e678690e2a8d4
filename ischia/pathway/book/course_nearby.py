"""What lies near a time that cannot be had, and may it replace it?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import pairwise

from ischia.pathway.book.course_cost import is_before_review, local_day
from ischia.pathway.book.values import CourseRequest, Slot


def alternatives_for(slot: Slot, slots: Iterable[Slot], *, count: int = 3) -> tuple[Slot, ...]:
    """The free slots nearest to one that cannot be had, best first. Another therapist or place counts like a day."""
    others = (other for other in slots if other != slot)
    return tuple(nsmallest(count, others, key=lambda other: _distance(slot, other)))


def _distance(slot: Slot, other: Slot) -> tuple[timedelta, datetime, str, str]:
    elsewhere = timedelta(days=(other.therapist != slot.therapist) + (other.place != slot.place))
    return abs(other.start - slot.start) + elsewhere, other.start, other.therapist, other.place


def keeps_spacing(request: CourseRequest, course: Sequence[Slot], index: int, slot: Slot) -> bool:
    """Whether `slot` may replace session `index` (from 0) of `course`, by its neighbours and by the review to come."""
    days = [local_day(request, each) for each in (*course[:index], slot, *course[index + 1 :])]
    gaps = [(later - earlier).days for earlier, later in pairwise(days[max(0, index - 1) : index + 2])]
    return all(
        request.spacing_minimum_days <= gap <= request.spacing_maximum_days for gap in gaps
    ) and is_before_review(request, days)
