"""Which clinic do the tests about the waitlist share? One without a longer first visit, unless a test asks for it."""

from typing import Any

import pytest

from tests.support.clinic import World, build_world


@pytest.fixture
def world(db: Any) -> World:
    """The clinic with its named people; every visit takes 45 minutes."""
    world = build_world()
    world.first_visit.is_active = False
    world.first_visit.save()
    return world
