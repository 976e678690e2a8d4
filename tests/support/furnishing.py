"""Who and what does a server that runs beside the tests have? Bram, signed in, and a free time to hold, as of now.

python -m tests.support.furnishing     writes them into the database of the environment, says how to be Bram
"""

import json
import sys
from datetime import timedelta
from importlib import import_module

from tests.support.settings import use_test_settings

BACKEND = "ischia.clinic.people.backend.UserWithRolesBackend"


def furnish() -> dict[str, str]:
    """A clinic with Callum at work and Bram's plan: his session key, his episode, and a time that he can hold."""
    from django.utils import timezone

    from ischia.clinic.book.forms import slot_key
    from ischia.clinic.diary.api import free_slots
    from tests.support.booking import make_care_plan, make_screening
    from tests.support.clinic import build_world, make_episode
    from tests.support.diary import give_hours

    world, now = build_world(), timezone.now()
    world.first_visit.is_active = False
    world.first_visit.save()
    give_hours(world.callum, world.leith)
    episode = make_episode(world.bram, now=now)
    make_screening(episode, at=now - timedelta(hours=1))
    make_care_plan(episode, sessions=1)
    free = free_slots(clinic=world.clinic, service=world.follow_up, now=now)
    return {
        "session": _signed_in(world.bram_user),
        "episode": str(episode.pk),
        "slot": slot_key(free[-1]),
    }


def _signed_in(user: "object") -> str:
    """The key of a session in which this user has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]  # a user of ours; its class needs Django set up
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]  # as above
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    use_test_settings()
    sys.stdout.write(json.dumps(furnish()))
