"""Killed between any two steps, a worker sends nothing twice, and nothing is lost without a word.

A real SMTP server of the test's own process writes down what it got. The worker is killed before each statement and
each commit in turn; what it left is taken up by the next one when its claim has run out.
"""

from datetime import timedelta

import pytest

from ischia.clinic.messaging.api import Channel, Message, State
from ischia.clinic.messaging.by_email import EmailCarrier
from ischia.clinic.messaging.delivering import LEASE, deliver_next
from ischia.clinic.messaging.models import Delivery, Waiting
from tests.support.clinic import NOW, World
from tests.support.killing import Act, kill_everywhere
from tests.support.mailing import PostOffice, post_office
from tests.support.messaging import write

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_between_any_two_steps_nothing_is_sent_twice_and_nothing_is_lost_silently(world: World) -> None:
    messages: list[Message] = []

    def ready() -> Act:
        messages.extend(write(world, key=f"kill {len(messages)}"))
        return _send_one

    with post_office() as office:
        kills = []
        for killed in kill_everywhere(ready):
            kills.append(killed)
            _next_worker_takes_over()
        counts = [_received(office, message) for message in messages]

    assert not kills[-1].by_kill
    assert len(kills) > 10
    assert set(counts) <= {0, 1}
    for message, count in zip(messages, counts, strict=True):
        states = set(Delivery.objects.filter(message=message).values_list("state", flat=True))
        if State.GIVEN_UP in states:
            reason = Delivery.objects.get(message=message, state=State.GIVEN_UP).reason
            assert reason == "outcome unknown: the worker stopped"
        else:
            assert (count, State.SENT in states) == (1, True)
    unknown = Delivery.objects.filter(state=State.GIVEN_UP).count()
    # From the attempt's commit to the outcome's commit, and no longer, is nothing known.
    assert 0 < unknown < len(kills) / 2
    assert not Waiting.objects.exists()


def _send_one() -> str:
    assert deliver_next(now=NOW, carriers={Channel.EMAIL: EmailCarrier()})
    return "sent"


def _next_worker_takes_over() -> None:
    later = NOW + LEASE + timedelta(seconds=1)
    while deliver_next(now=later, carriers={Channel.EMAIL: EmailCarrier()}):
        pass


def _received(office: PostOffice, message: Message) -> int:
    return sum(str(message.pk) in id for id in office.ids)
