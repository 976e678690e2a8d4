"""Through the pages too: what the diary lists can be held, and no other start can, whatever the diary holds.

Callum works Mondays to Fridays 9 to 12 and 13 to 17 in Leith, which has three rooms; time stands at a Monday at nine.
"""

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from ischia.clinic.book.api import Course, Wishes, propose
from ischia.clinic.book.forms import slot_key
from ischia.clinic.diary.api import add_time_off, close
from ischia.pathway.book.api import Slot
from tests.support.booking import ready
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import at, occupy, slot, stretch

pytestmark = pytest.mark.django_db

DAYS = ("2026-11-23", "2026-11-30", "2026-12-01", "2026-12-02")
QUARTERS = range(4 * 8, 4 * 18)


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def fill(world: World, chance: random.Random) -> None:
    """Visits of others, a closed room and an afternoon off, anywhere on these days."""
    for day in DAYS:
        for hour in chance.sample(range(9, 17), 3):
            occupy(stretch(world, f"{day} {hour:02d}:15", f"{day} {hour:02d}:45", room=chance.choice(world.rooms[:3])))
    shut = chance.choice(DAYS[1:])
    for room in world.rooms[:3]:
        begin, end = at(f"{shut} 09:00"), at(f"{shut} {chance.choice((10, 11, 12)):02d}:00")
        close(actor=BUILDER, clinic=world.clinic, room=room, starts_at=begin, ends_at=end, reason="", now=NOW)
    off = chance.choice(DAYS[1:])
    add_time_off(
        actor=BUILDER,
        therapist=world.callum,
        starts_at=at(f"{off} 14:00"),
        ends_at=at(f"{off} 16:00"),
        reason="",
        now=NOW,
    )


def every_start(world: World) -> list[Slot]:
    begins = [datetime.combine(at(f"{day} 00:00").date(), time(0), UTC) for day in DAYS]
    starts = [begin + timedelta(minutes=15 * quarter) for begin in begins for quarter in QUARTERS]
    return [slot(world.callum, world.leith, f"{start:%Y-%m-%d %H:%M}", minutes=60) for start in starts]


@pytest.mark.parametrize("seed", range(2))
def test_listed_start_is_held_and_every_other_is_refused_through_the_page(world: World, seed: int) -> None:
    chance, plan = random.Random(seed), ready(world)
    fill(world, chance)
    wishes = Wishes(therapists=[world.callum.pk], place=world.leith.pk)
    listed = set(propose(care_plan=plan, service=world.follow_up, now=NOW, wishes=wishes).free_for(0))
    tried = chance.sample(every_start(world), 24)
    assert {wish in listed for wish in tried} == {True, False}
    browser = Browser()
    browser.force_login(world.ailsa_user)
    for number, wish in enumerate(tried):
        posted = {"request_key": f"{seed}-{number}", "slot-1": slot_key(wish)}
        answer = browser.post(f"/book/{plan.episode_id}/", posted)
        assert (answer.status_code == 302) is (wish in listed), (wish, answer.status_code)
        assert answer.status_code in (302, 409)
        if answer.status_code == 302:
            browser.post(f"/book/course/{Course.objects.latest('held_at').pk}/release/")
            Course.objects.update(held_at=NOW - timedelta(days=1))
