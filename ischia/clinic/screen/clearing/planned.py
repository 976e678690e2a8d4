"""What is planned for an episode, as far as a clinician has to know?

Plans belong to a later stage, which this one may not import. So this file says what is asked, and the stage that keeps
plans puts its answer in place when the application starts (as `ischia.clinic.people.care_team`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from ischia.clinic.people.api import Episode
from ischia.clinic.screen.models import ClearanceRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWork:
    """One part of a session: a technique on an area, at a pressure of 1-5, in a position, for some minutes."""

    technique: str
    area: str
    pressure: int
    position: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How many sessions of how many minutes, and what is done in each."""

    sessions: int
    minutes: int
    work: tuple[PlannedWork, ...]


Answer = Callable[[Episode], Planned | None]

_ANSWERS: list[Answer] = []


def put_plan_in_place(answer: Answer) -> None:
    """Called once, by the app that keeps plans."""
    _ANSWERS[:] = [answer]


def planned_for(episode: Episode) -> Planned | None:
    """The plan that counts now; None while there is none."""
    return next((planned for answer in _ANSWERS if (planned := answer(episode)) is not None), None)


def planned_of(request: ClearanceRequest) -> Planned | None:
    """The plan as the clinician was shown it."""
    return None if request.planned is None else msgspec.convert(request.planned, Planned)
