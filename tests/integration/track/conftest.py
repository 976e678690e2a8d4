"""What do the tests about treating start from? Ailsa under treatment with Callum."""

import pytest

from tests.support.clinic import World
from tests.support.treating import Care, in_care


@pytest.fixture
def care(world: World) -> Care:
    return in_care(world)
