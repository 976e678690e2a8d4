"""What do the tests of the demo share? The demo, as loaded on a Sunday."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ischia.clinic.demo.api import load_demo

SUNDAY = datetime(2026, 11, 22, 9, 35, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo, once a file, with as many clients as the file says in `CLIENTS`; taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(now=SUNDAY, clients=request.module.CLIENTS)
        yield
        transaction.set_rollback(True)
