"""What does a course cost: how far from the ideal spacing, from one therapist, from the client's wishes, from done?

Costs are penalty points, chosen by us and written here once: they express what people ask for first, not a study.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise

from ischia.pathway.book.hours import zone_named
from ischia.pathway.book.values import CourseRequest, Slot, Window
from ischia.pathway.shared.errors import Refused

PER_DAY_OFF_IDEAL_SPACING = 4
PER_CHANGE_OF_THERAPIST = 20
NOT_THE_PREFERRED_THERAPIST = 8
OUTSIDE_HALF_DAY = 6
OUTSIDE_WEEKDAYS = 6
OUTSIDE_WINDOWS = 6
PER_DAY_UNTIL_FINISHED = 1

NOON = time(12, 0)
EVENING = time(17, 0)
MIDNIGHT = time(0, 0)
HALF_DAYS = ("morning", "afternoon", "evening")
LAST_WEEKDAY = 6


def half_day(local: datetime) -> str:
    """ "morning" before noon, "afternoon" before 17:00, else "evening", in the wall-clock time given."""
    if local.time() < NOON:
        return "morning"
    return "afternoon" if local.time() < EVENING else "evening"


def check_request(request: CourseRequest) -> None:
    """Refuse a course that cannot be placed whatever is free."""
    zone_named(request.zone)
    if request.sessions < 1:
        raise Refused("no_sessions", "A course has at least one session.", field="sessions")
    if request.services and len(request.services) != request.sessions:
        raise Refused("services_miscounted", "Say the service of every session, or of none.", field="services")
    if request.spacing_minimum_days < 1:
        raise Refused("spacing_too_short", "Sessions are at least one day apart.", field="spacing_minimum_days")
    if not request.spacing_minimum_days <= request.spacing_ideal_days <= request.spacing_maximum_days:
        raise Refused("spacing_out_of_order", "The ideal spacing lies between the shortest and the longest.")
    if request.most_therapists < 1:
        raise Refused("no_therapists", "A course needs at least one therapist.", field="most_therapists")
    if request.half_day not in (*HALF_DAYS, "any"):
        raise Refused("unknown_half_day", "Choose morning, afternoon, evening or any.", field="half_day")
    for window in request.windows:
        _check_window(window)


def _check_window(window: Window) -> None:
    if not 0 <= window.weekday <= LAST_WEEKDAY:
        raise Refused("unknown_weekday", "A weekday is a number from 0 to 6.", field="windows")
    if window.end != MIDNIGHT and window.end <= window.start:
        raise Refused("window_ends_before_start", "The latest time comes after the earliest.", field="windows")


def slot_cost(request: CourseRequest, slot: Slot) -> int:
    """What a slot costs by itself: each wish of the client that it misses."""
    local = slot.start.astimezone(zone_named(request.zone))
    cost = 0
    if request.half_day not in ("any", half_day(local)):
        cost += OUTSIDE_HALF_DAY
    if request.weekdays and local.weekday() not in request.weekdays:
        cost += OUTSIDE_WEEKDAYS
    if request.windows and not in_a_window(request.windows, slot, request.zone):
        cost += OUTSIDE_WINDOWS
    if request.preferred_therapist not in (None, slot.therapist):
        cost += NOT_THE_PREFERRED_THERAPIST
    return cost


def in_a_window(windows: Sequence[Window], slot: Slot, zone: str) -> bool:
    """Whether the whole visit lies in one of the windows, by the clocks of `zone`."""
    local, until = slot.start.astimezone(zone_named(zone)), slot.end.astimezone(zone_named(zone))
    same_day = until.date() == local.date()
    return any(
        window.weekday == local.weekday()
        and window.start <= local.time()
        and (window.end == MIDNIGHT or (same_day and until.time() <= window.end))
        for window in windows
    )


def spacing_cost(request: CourseRequest, gap: int) -> int:
    """What it costs that two visits are `gap` days apart."""
    return PER_DAY_OFF_IDEAL_SPACING * abs(gap - request.spacing_ideal_days)


def may_start(request: CourseRequest, day: date) -> bool:
    """Whether the first visit may lie on `day`: not too soon after the visit before it; later than ideal only costs."""
    return request.previous is None or (day - request.previous).days >= request.spacing_minimum_days


def is_before_review(request: CourseRequest, days: Sequence[date]) -> bool:
    """Whether the visits of a course, on these days, are over before their review has to be answered."""
    last = max(days)
    is_within = request.review_by_day is None or (last - min(days)).days <= request.review_by_day
    return is_within and (request.until is None or last <= request.until)


def first_cost(request: CourseRequest, day: date) -> int:
    """What the distance from the visit before the course costs."""
    return 0 if request.previous is None else spacing_cost(request, (day - request.previous).days)


def course_cost(request: CourseRequest, slots: Sequence[Slot], origin: date) -> int:
    """The whole cost of a course in penalty points; `origin` is the first day on which anything is free."""
    days = [local_day(request, slot) for slot in slots]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    changes = sum(before.therapist != after.therapist for before, after in pairwise(slots))
    return (
        sum(slot_cost(request, slot) for slot in slots)
        + first_cost(request, days[0])
        + sum(spacing_cost(request, gap) for gap in gaps)
        + PER_CHANGE_OF_THERAPIST * changes
        + PER_DAY_UNTIL_FINISHED * (days[-1] - origin).days
    )


def local_day(request: CourseRequest, slot: Slot) -> date:
    """The date of a slot in the zone of the course."""
    return slot.start.astimezone(zone_named(request.zone)).date()
