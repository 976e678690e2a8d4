"""What may other apps use of the diary?"""

from ischia.clinic.diary.availability_sources import hours_by_place, time_off_of
from ischia.clinic.diary.away import add_time_off, close, remove_time_off, reopen, replace_time_off, taken_during
from ischia.clinic.diary.closures import Blocked, Shut, blocked_in, closures_of, shut_in
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
from ischia.clinic.diary.mapping import hours_of_week, service_times, weekly_hours
from ischia.clinic.diary.models import Closure, Occupancy, OccupancyState, Override, TimeOff, WorkingHours
from ischia.clinic.diary.queries import (
    active,
    bookable_window,
    free_in_network,
    free_slots,
    next_free,
    next_half_days,
    next_in_network,
    working_hours_of,
)
from ischia.clinic.diary.services import (
    Stretch,
    lock,
    make_firm,
    release,
    release_held,
    take,
    write_override,
)
from ischia.clinic.diary.working import Hours, add_extra_hours, add_working_hours, end_working_hours

__all__ = [
    "OVERLAPS",
    "Blocked",
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
    "add_extra_hours",
    "add_time_off",
    "add_working_hours",
    "any_room",
    "blocked_in",
    "bookable_window",
    "close",
    "closures_of",
    "day_loads",
    "end_working_hours",
    "examine",
    "free_in_network",
    "free_slots",
    "full_days",
    "hours_by_place",
    "hours_of_week",
    "lock",
    "make_firm",
    "next_free",
    "next_half_days",
    "next_in_network",
    "release",
    "release_held",
    "remove_time_off",
    "reopen",
    "replace_time_off",
    "service_times",
    "set_day_limits",
    "shut_in",
    "take",
    "taken_during",
    "taken_span",
    "time_off_of",
    "weekly_hours",
    "working_hours_of",
    "write_override",
]
