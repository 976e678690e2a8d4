"""What do the contention and the kills have to book? A clinic with two therapists, fifty slots and people with plans.

Sets Django up in this process, on the URL that it is given.
"""

import os
from datetime import timedelta
from typing import Any

PATIENT = 100
"""More sessions than anybody gets, so that the plan never is what refuses."""


def furnished(url: str, *, processes: int) -> Any:
    """Migrate, and write one person with a plan for each process: who contends for what."""
    set_up(url)
    from django.db import connections

    from ischia.clinic.diary.api import Hours, add_working_hours
    from tests.support.booking import make_care_plan, make_screening
    from tests.support.clinic import BUILDER, NOW, build_world, make_client, make_episode, make_therapist
    from tests.support.contending import Contention, fifty_slots, long_days
    from tests.support.diary import at

    world = build_world()
    therapists = [world.callum, make_therapist(world.clinic, name="Ewan Kerr")]
    for therapist in therapists:
        add_working_hours(actor=BUILDER, therapist=therapist, place=world.leith, hours=long_days(Hours))
    plans = []
    for number in range(processes):
        episode = make_episode(make_client(world.clinic, name=f"Client{number} Rush"))
        make_screening(episode, at=NOW - timedelta(hours=1))
        plans.append(make_care_plan(episode, sessions=PATIENT).pk)
    connections.close_all()
    return Contention(
        plans=tuple(plans),
        service=world.follow_up.pk,
        slots=fifty_slots(therapists, world.leith, at("2026-11-30 08:00"), minutes=45),
        now=NOW,
    )


def set_up(url: str) -> None:
    """Django with the demo's settings, which keep every promise about the disk, on a migrated database."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "ischia.config.settings.demo", "ISCHIA_DATABASE_URL": url}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def faults() -> list[str]:
    """Everything that is wrong with what the database holds (tests/support/integrity.py)."""
    from tests.support import integrity

    return integrity.faults()
