"""How do plans and sessions become what scheduling works with?"""

from dataclasses import dataclass
from typing import Any

import msgspec

from ischia.clinic.book.models import Course, Session
from ischia.clinic.places.api import Clinic, Service
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import CourseRequest, Slot, Window, deep_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Liked:
    """The times that a client asked for, as in `CourseRequest`; without any of them every time would do."""

    half_day: str = "any"
    weekdays: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()

    @property
    def kept(self) -> Any:
        """What is stored with a course."""
        return None if self == ANY_TIME else msgspec.to_builtins(self, order="deterministic")


ANY_TIME = Liked()


def liked_of(course: Course) -> Liked:
    """The times that were asked for when a course was booked."""
    return ANY_TIME if course.liked is None else msgspec.convert(course.liked, type=Liked)


def course_request(care_plan: CarePlan, clinic: Clinic, *, sessions: int | None = None) -> CourseRequest:
    """What a plan asks of the diary, before any wish of the client. `sessions` None: as many as the plan says."""
    course = care_plan.plan["course"]
    return CourseRequest(
        sessions=sessions or care_plan.sessions,
        spacing_minimum_days=course["spacing_minimum_days"],
        spacing_ideal_days=course["spacing_ideal_days"],
        spacing_maximum_days=course["spacing_maximum_days"],
        zone=clinic.zone,
    )


def slot_of(session: Session) -> Slot:
    """The slot that a session has."""
    return Slot(
        therapist=str(session.therapist_id),
        place=str(session.place_id),
        start=session.starts_at,
        end=session.ends_at,
    )


def deep_minutes_of(care_plan: CarePlan, service: Service) -> int:
    """The minutes of deep work in a session of this service that follows the plan."""
    parts = [(block["technique"], block["pressure"], block["minutes"]) for block in care_plan.plan["blocks"]]
    return deep_minutes(parts, service.minutes)
