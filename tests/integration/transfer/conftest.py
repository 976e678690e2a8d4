"""Who takes out and brings in in these tests, and when?"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.people.api import User

Browse = Callable[[User], Browser]


@pytest.fixture(autouse=True)
def at_nine(now: datetime, settings: Any) -> Iterator[None]:
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def browse() -> Browse:
    """A browser on which somebody is signed in."""

    def signed_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return signed_in
