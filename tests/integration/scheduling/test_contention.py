"""Eight processes want the same: each slot is booked once, every other attempt gets a clean answer, no error leaks.

The full size, 20,000 attempts, is `python -m benchmarks contention`.
"""

from datetime import timedelta

import pytest
from django.db import connection

from ischia.clinic.book.api import Course, Session, Status
from ischia.clinic.diary.api import Hours, Occupancy, add_working_hours
from tests.support.booking import make_care_plan, make_screening
from tests.support.clinic import BUILDER, NOW, World, make_client, make_episode, make_place, make_therapist
from tests.support.contending import Contended, Contention, contend, fifty_slots, long_days
from tests.support.diary import at, slot
from tests.support.integrity import faults

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES, ATTEMPTS = 8, 800


def contended(contention: Contention, attempts: int) -> Contended:
    """In processes of their own, on the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    return contend(contention, attempts=attempts, settings="ischia.config.settings.test", name=name)


def test_fifty_slots_are_booked_fifty_times_and_every_other_attempt_is_refused_cleanly(world: World) -> None:
    therapists = [world.callum, make_therapist(world.clinic, name="Ewan Kerr")]
    for therapist in therapists:
        add_working_hours(actor=BUILDER, therapist=therapist, place=world.leith, hours=long_days(Hours))
    plans = []
    for number in range(PROCESSES):
        episode = make_episode(make_client(world.clinic, name=f"Client{number} Rush"))
        make_screening(episode)
        plans.append(make_care_plan(episode, sessions=100).pk)
    contention = Contention(
        plans=tuple(plans),
        service=world.follow_up.pk,
        slots=fifty_slots(therapists, world.leith, at("2026-11-30 08:00"), minutes=45),
        now=NOW,
    )
    done = contended(contention, ATTEMPTS)
    assert done.outcomes == {"booked": 50, "slot_taken": ATTEMPTS - 50}
    assert Course.objects.count() == Session.objects.count() == Occupancy.objects.count() == 50
    assert faults() == []


def test_one_person_wanting_eight_therapists_at_the_same_times_gets_one_each_time_and_clean_refusals(
    world: World,
) -> None:
    """Nothing but the client is shared: the lock on the client alone makes these come one after the other.

    Without it, or on SQLite, where one transaction writes at a time, what the database refuses is the same.
    """
    make_screening(world.episode)
    plan = make_care_plan(world.episode, sessions=100)
    slots, days = [], 6
    for number in range(PROCESSES):
        place = make_place(world.clinic, name=f"House {number}")
        therapist = make_therapist(world.clinic, name=f"Therapist{number} Kerr", places=(place,))
        add_working_hours(actor=BUILDER, therapist=therapist, place=place, hours=long_days(Hours))
        slots.append(slot(therapist, place, "2026-11-30 10:00"))
    # Process n begins at place n: all of them ask for the same time at once, each with somebody else.
    each_day = [
        type(first)(
            therapist=first.therapist,
            place=first.place,
            start=first.start + timedelta(days=day),
            end=first.end + timedelta(days=day),
        )
        for day in range(days)
        for first in slots
    ]
    by_process = tuple(each_day[day * PROCESSES + number] for day in range(days) for number in range(PROCESSES))
    done = contended(
        Contention(
            plans=(plan.pk,) * PROCESSES, service=world.follow_up.pk, slots=by_process, now=NOW, stride=PROCESSES
        ),
        PROCESSES * days,
    )
    assert done.outcomes == {"booked": days, "slot_taken": (PROCESSES - 1) * days}
    assert Session.objects.filter(status=Status.BOOKED).count() == days
    assert faults() == []
