"""What may other apps use of the diary?"""

from ischia.clinic.diary.closures import Shut, closures_of, shut_in
from ischia.clinic.diary.examination import (
    OVERLAPS,
    Conflict,
    ConflictKind,
    Examination,
    Wish,
    any_room,
    examine,
    taken_span,
)
from ischia.clinic.diary.limits import day_loads, full_days, set_day_limits
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
    "OVERLAPS",
    "Closure",
    "Conflict",
    "ConflictKind",
    "Examination",
    "Hours",
    "Occupancy",
    "OccupancyState",
    "Override",
    "Shut",
    "Stretch",
    "TimeOff",
    "Wish",
    "WorkingHours",
    "active",
    "add_time_off",
    "add_working_hours",
    "any_room",
    "bookable_window",
    "closures_of",
    "day_loads",
    "examine",
    "free_slots",
    "full_days",
    "lock",
    "make_firm",
    "next_free",
    "release",
    "service_times",
    "set_day_limits",
    "shut_in",
    "take",
    "taken_span",
    "working_hours_of",
    "write_override",
]
