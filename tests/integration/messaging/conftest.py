"""What do the tests of messaging share? Checks of apps above are away: here, what a message tells is always so."""

from collections.abc import Iterator

import pytest

from tests.support.settings import use_test_settings

use_test_settings()

from ischia.clinic.messaging.wanted import _CHECKS  # noqa: E402 - models need Django set up first


@pytest.fixture(autouse=True)
def checks() -> Iterator[None]:
    """What a test puts in place goes with it."""
    before = dict(_CHECKS)
    _CHECKS.clear()
    yield
    _CHECKS.clear()
    _CHECKS.update(before)
