"""Eight processes fight for the same slots: each slot is booked once, and everybody else gets a clean answer."""

import pytest

from ischia.clinic.book.api import Course, Session, Status, StatusRecord
from ischia.clinic.diary.api import Occupancy
from tests.support.booking import make_care_plan, make_screening, mondays
from tests.support.clinic import World, make_client, make_episode
from tests.support.diary import give_hours
from tests.support.rush import rush

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES, ATTEMPTS = 8, 40
SLOTS = tuple(f"2026-11-30 {hour:02}:00" for hour in (9, 10, 11, 13, 14))


def test_rush_books_every_slot_once_and_refuses_the_rest_cleanly(world: World) -> None:
    give_hours(world.callum, world.leith)
    plans = []
    for number in range(PROCESSES):
        episode = make_episode(make_client(world.clinic, name=f"Client{number} Rush"))
        make_screening(episode)
        plans.append(make_care_plan(episode, sessions=ATTEMPTS).pk)
    outcomes = rush(
        processes=PROCESSES,
        attempts=ATTEMPTS,
        plans=plans,
        service=world.follow_up.pk,
        slots=mondays(world, *SLOTS),
    )
    assert outcomes == {"booked": len(SLOTS), "slot_taken": PROCESSES * ATTEMPTS - len(SLOTS)}
    booked = Session.objects.filter(status=Status.BOOKED)
    assert len(set(booked.values_list("starts_at", flat=True))) == booked.count() == len(SLOTS)
    # A refused attempt leaves nothing behind, not even half of a course.
    assert Course.objects.count() == Session.objects.count() == Occupancy.objects.count() == len(SLOTS)
    assert StatusRecord.objects.count() == len(SLOTS)
