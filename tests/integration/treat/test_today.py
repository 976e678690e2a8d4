"""Does today's list say what waits: unread messages, an intake, a warning from the check-in, when the day goes on?"""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ischia.clinic.conversation.api import Post
from tests.support.treating import Care

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care: Care) -> Iterator[Care]:
    with time_machine.travel(care.first.starts_at, tick=True):
        yield care


def page_of(browser: Browser) -> str:
    return " ".join(browser.get("/treat/").content.decode().split())


@pytest.fixture
def therapist(care: Care, client: Browser) -> Browser:
    client.force_login(care.world.callum_user)
    return client


def write(care: Care) -> None:
    Post.objects.create(
        episode=care.episode,
        author=care.world.ailsa_user,
        from_client=True,
        text="May I come five minutes late?",
        request_key=uuid4(),
        sent_at=timezone.now(),
    )


def test_unread_messages_are_counted_and_lead_to_the_conversation(today: Care, therapist: Browser) -> None:
    assert "unread message" not in page_of(therapist)

    write(today)

    assert f'<a href="/conversation/{today.episode.pk}/">1 unread message</a>' in page_of(therapist)


def test_a_missing_intake_is_named_among_the_forms(today: Care, therapist: Browser) -> None:
    assert "Intake not sent" in page_of(therapist)


def test_the_day_is_drawn_for_the_eye_and_the_record_is_one_tap_away(today: Care, therapist: Browser) -> None:
    page = page_of(therapist)

    assert '<text class="day-strip__name" x="50%" y="50%">AR</text>' in page
    assert "day-strip__now" in page
    assert f'href="/treat/client/{today.episode.pk}/"' in page


def test_the_front_desk_sees_nothing_of_health_there(today: Care, client: Browser) -> None:
    write(today)
    client.force_login(today.world.morag)

    page = page_of(client)

    assert "Ailsa Rennie" in page
    for hidden in ("unread message", "Intake not sent", "Client record"):
        assert hidden not in page


def test_the_day_takes_few_queries(today: Care, therapist: Browser) -> None:
    write(today)

    with CaptureQueriesContext(connection) as queries:
        therapist.get("/treat/")

    statements = [one["sql"] for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 12, statements
