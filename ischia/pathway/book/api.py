"""What may others use to place sessions in time, and to ask what the safety gate permits?"""

from ischia.pathway.book.course import propose_course
from ischia.pathway.book.course_cost import half_day
from ischia.pathway.book.course_nearby import alternatives_for, keeps_spacing
from ischia.pathway.book.course_shift import Pattern, shifted
from ischia.pathway.book.gate import permission, why_not
from ischia.pathway.book.hours import (
    check_hours,
    check_stretch,
    instant_at,
    local_day,
    whole_days,
    working_minutes,
    working_spans,
)
from ischia.pathway.book.load import DayLoad, deep_minutes, is_deep
from ischia.pathway.book.minutes import MinuteSpan, busy_minutes, ceil_minute, floor_minute, instant, joined, without
from ischia.pathway.book.reviews import (
    Allows,
    Answered,
    Hindrance,
    Reach,
    hindrance,
    is_pushed_beyond,
    reach,
    visits_left,
)
from ischia.pathway.book.slots import Diary, RoomPool, check_service, earliest_starts, find_slots, search
from ischia.pathway.book.values import (
    ClearanceAnswer,
    CourseProposal,
    CourseRequest,
    Permission,
    ServiceTimes,
    Slot,
    Span,
    WeeklyHours,
    Window,
)
from ischia.pathway.book.wall_clock import ToldTime, told

__all__ = [
    "Allows",
    "Answered",
    "ClearanceAnswer",
    "CourseProposal",
    "CourseRequest",
    "DayLoad",
    "Diary",
    "Hindrance",
    "MinuteSpan",
    "Pattern",
    "Permission",
    "Reach",
    "RoomPool",
    "ServiceTimes",
    "Slot",
    "Span",
    "ToldTime",
    "WeeklyHours",
    "Window",
    "alternatives_for",
    "busy_minutes",
    "ceil_minute",
    "check_hours",
    "check_service",
    "check_stretch",
    "deep_minutes",
    "earliest_starts",
    "find_slots",
    "floor_minute",
    "half_day",
    "hindrance",
    "instant",
    "instant_at",
    "is_deep",
    "is_pushed_beyond",
    "joined",
    "keeps_spacing",
    "local_day",
    "permission",
    "propose_course",
    "reach",
    "search",
    "shifted",
    "told",
    "visits_left",
    "whole_days",
    "why_not",
    "without",
    "working_minutes",
    "working_spans",
]
