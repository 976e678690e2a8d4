"""How does a test get many treated and measured courses? Rows in bulk; the database's rules hold for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ischia.clinic.book.api import Course, Session, Status
from ischia.clinic.diary.api import Occupancy, OccupancyState
from ischia.clinic.people.api import Client, Episode
from ischia.clinic.plan.api import CarePlan
from ischia.clinic.screen.api import Screening
from ischia.clinic.track.api import MeasureEntry
from ischia.clinic.treat.api import Ending, SessionRecord
from tests.support.clinic import World

LENGTH = timedelta(minutes=45)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """What all of these courses are like: weekly sessions, one technique, leg pain at each session."""

    technique: str = "deep_tissue"
    leg_pain: tuple[float, ...] = (8, 4)
    onset_weeks: int | None = 10


def make_courses(world: World, how_many: int, like: Like, *, began: datetime) -> None:
    """Write so many courses that began on that day."""
    rows = [_rows(world, like, number, began) for number in range(how_many)]
    for kind in zip(*rows, strict=True):
        _write([row for rows_of_course in kind for row in rows_of_course])


def _write(rows: Sequence[Any]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=2000)


def _rows(world: World, like: Like, number: int, began: datetime) -> tuple[list[Any], ...]:
    onset = None if like.onset_weeks is None else began.date() - timedelta(weeks=like.onset_weeks)
    client = Client(clinic=world.clinic, name=f"Somebody {number}", registered_at=began)
    episode = Episode(client=client, opened_at=began, onset_on=onset)
    screening = Screening(
        episode=episode,
        purpose=Screening.Purpose.BOOKING,
        findings={},
        outcome="clear",
        level="clear",
        verdict={"reasons": []},
        knowledge_version="test",
        answered_by="client",
        completed_at=began,
    )
    plan = CarePlan(
        episode=episode,
        plan={"blocks": []},
        sessions=len(like.leg_pain),
        session_minutes=45,
        knowledge_version="test",
        at=began,
        actor="test",
    )
    course = Course(
        episode=episode,
        care_plan=plan,
        service=world.follow_up,
        request_key=f"{like.technique} {episode.pk}",
        held_at=began,
        booked_at=began,
    )
    visits = [_visit(world, course, screening, place, began + place * WEEK) for place in range(len(like.leg_pain))]
    return (
        [client],
        [episode],
        [screening],
        [plan],
        [course],
        [occupancy for occupancy, _session in visits],
        [session for _occupancy, session in visits],
        [_record(world, session, screening, like) for _occupancy, session in visits],
        [_entry(session, value) for (_occupancy, session), value in zip(visits, like.leg_pain, strict=True)],
    )


def _visit(
    world: World, course: Course, screening: Screening, place: int, start: datetime
) -> tuple[Occupancy, Session]:
    """A session that is over; its time is given back, so that many may share one day."""
    client, room = course.episode.client, world.rooms[0]
    occupancy = Occupancy(
        therapist=world.callum,
        room=room,
        client=client,
        therapist_from=start,
        therapist_until=start + LENGTH,
        room_from=start,
        room_until=start + LENGTH,
        client_from=start,
        client_until=start + LENGTH,
        day=start.date(),
        state=OccupancyState.RELEASED,
    )
    session = Session(
        course=course,
        number=place + 1,
        client=client,
        therapist=world.callum,
        place=room.place,
        room=room,
        service=course.service,
        starts_at=start,
        ends_at=start + LENGTH,
        screening=screening,
        occupancy=occupancy,
        status=Status.DONE,
        changed_at=start,
    )
    return occupancy, session


def _record(world: World, session: Session, screening: Screening, like: Like) -> SessionRecord:
    work = {"technique": like.technique, "muscle": "piriformis", "side": "left", "position": "prone", "pressure": 3}
    return SessionRecord(
        session=session,
        episode=session.course.episode,
        screening=screening,
        ending=Ending.DONE,
        on=session.starts_at.date(),
        record={"number": session.number, "work": [{**work, "minutes": 45}]},
        limits={},
        knowledge_version="test",
        signed_by=world.callum_user,
        signed_name=world.callum.name,
        signed_at=session.ends_at,
    )


def _entry(session: Session, value: float) -> MeasureEntry:
    return MeasureEntry(
        episode=session.course.episode,
        session=session,
        instrument="nprs_leg",
        on=session.starts_at.date(),
        answers={"pain": int(value)},
        value=value,
        knowledge_version="test",
        entered_by="test",
        entered_as="therapist",
        entered_at=session.ends_at,
    )
