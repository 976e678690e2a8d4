"""What may other apps use of the diary?"""

from ischia.clinic.diary.examination import (
    Conflict,
    ConflictKind,
    Examination,
    Wish,
    any_room,
    examine,
    taken_span,
)
from ischia.clinic.diary.mapping import service_times
from ischia.clinic.diary.models import Closure, Occupancy, OccupancyState, Override, TimeOff, WorkingHours
from ischia.clinic.diary.queries import active, bookable_window, free_slots, next_free, working_hours_of
from ischia.clinic.diary.services import (
    Hours,
    Stretch,
    add_time_off,
    add_working_hours,
    lock,
    make_firm,
    release,
    take,
    write_override,
)

__all__ = [
    "Closure",
    "Conflict",
    "ConflictKind",
    "Examination",
    "Hours",
    "Occupancy",
    "OccupancyState",
    "Override",
    "Stretch",
    "TimeOff",
    "Wish",
    "WorkingHours",
    "active",
    "add_time_off",
    "add_working_hours",
    "any_room",
    "bookable_window",
    "examine",
    "free_slots",
    "lock",
    "make_firm",
    "next_free",
    "release",
    "service_times",
    "take",
    "taken_span",
    "working_hours_of",
    "write_override",
]
