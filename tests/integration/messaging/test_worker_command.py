"""`ischia worker` does what is due, once or until it is told to stop."""

import os
import signal
from collections.abc import Iterator
from io import StringIO
from threading import Timer

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from ischia.clinic.messaging.api import Delivery, State
from ischia.clinic.messaging.models import JobState
from tests.support.clinic import World
from tests.support.messaging import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_once_does_every_job_of_the_house_and_sends_what_is_due(world: World) -> None:
    (message,) = write(world, kind="booking_confirmed", now=timezone.now())
    said = StringIO()
    call_command("worker", "--once", stdout=said)
    assert Delivery.objects.filter(message=message, state=State.SENT).exists()
    assert len(mail.outbox) == 1
    names = {"book.tell_clients", "book.reminders", "waitlist.advance_offers", "feeds.outside_calendars"}
    jobs = {state.name: state.result for state in JobState.objects.all()}
    assert names <= set(jobs)
    assert set(jobs.values()) == {"done"}
    assert said.getvalue() == f"{len(jobs) + 1} done\n"


@pytest.mark.django_db(transaction=True)
def test_it_works_until_it_is_told_to_stop(world: World, signals_as_before: None) -> None:
    write(world, kind="booking_confirmed", now=timezone.now())
    said = StringIO()
    timer = Timer(3.0, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    call_command("worker", stdout=said)
    timer.join()
    assert said.getvalue() == "The worker is ready.\n"
    assert len(mail.outbox) == 1
