"""Who is reminded of which visit, and when? By the job, moment after moment, and by what then goes out.

Ailsa's visits are on four Mondays at ten, the first on 30 November 2026; it is a week earlier. She has a mobile phone.
"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from ischia.clinic.book.api import Move, Session, cancel_session, move_sessions
from ischia.clinic.book.reminding import EMAIL, TEXT, remind_of_visits
from ischia.clinic.messaging.api import Category, Channel, Delivery, Message, State, choose_notifications
from ischia.clinic.messaging.by_email import EmailCarrier
from ischia.clinic.messaging.by_text import FileCarrier
from ischia.clinic.messaging.carriers import Carriers
from ischia.clinic.messaging.delivering import deliver_next
from ischia.clinic.messaging.models import MessagingRules
from ischia.clinic.messaging.rules import set_rules
from ischia.clinic.people.api import ConsentKind, give_consent, withdraw_consent
from tests.support.booking import book, make_care_plan, make_screening, ready
from tests.support.clinic import NOW, World
from tests.support.diary import give_hours, slot

pytestmark = pytest.mark.django_db

VISIT = datetime(2026, 11, 30, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def visits(world: World, settings: Any, tmp_path: Path) -> list[Session]:
    settings.ISCHIA_VAR = tmp_path
    world.ailsa.phone = "07700 900123"
    world.ailsa.save(update_fields=["phone"])
    return list(book(world, ready(world)).sessions.order_by("number"))


def pass_time(start: datetime, end: datetime, *, step: timedelta = timedelta(minutes=30)) -> None:
    """The worker's rounds, from `start` to `end`."""
    now = start
    carriers: Carriers = {Channel.EMAIL: EmailCarrier(), Channel.TEXT: FileCarrier()}
    while now <= end:
        remind_of_visits(now=now)
        while deliver_next(now=now, carriers=carriers):
            pass
        now += step


def sent(kind: str) -> list[datetime]:
    rows = Delivery.objects.filter(message__kind=kind, state=State.SENT)
    return [row.at for row in rows.order_by("at")]


def test_an_email_goes_out_the_day_before_and_a_text_two_hours_before(visits: list[Session]) -> None:
    pass_time(VISIT - 30 * HOUR, VISIT)
    assert sent(EMAIL) == [VISIT - 24 * HOUR]
    assert sent(TEXT) == [VISIT - 2 * HOUR]
    (email,) = mail.outbox
    assert email.subject == "Your visit at Forth Sciatica Clinic: Monday 30 November, 10:00"
    assert "Callum Drever, Leith" in email.body
    message = Message.objects.get(kind=EMAIL)
    assert (message.episode_id, message.about) == (visits[0].course.episode_id, str(visits[0].pk))


def test_the_clinic_says_how_long_before_and_whether_at_all(world: World, visits: list[Session]) -> None:
    set_rules(
        actor=world.as_morag,
        clinic=world.clinic,
        quiet_from=time(21),
        quiet_until=time(8),
        email_reminder_hours=48,
        text_reminder_hours=None,
    )
    pass_time(VISIT - 50 * HOUR, VISIT)
    assert (sent(EMAIL), sent(TEXT)) == ([VISIT - 48 * HOUR], [])


def test_who_wants_no_text_gets_none(world: World, visits: list[Session]) -> None:
    choose_notifications(
        actor=world.as_ailsa, client=world.ailsa, category=Category.REMINDERS, email=True, text=False, now=NOW
    )
    pass_time(VISIT - 30 * HOUR, VISIT)
    assert (len(sent(EMAIL)), sent(TEXT)) == (1, [])


def test_a_visit_booked_within_the_window_needs_no_reminder_of_that_window(world: World) -> None:
    world.ailsa.phone = "07700 900123"
    world.ailsa.save(update_fields=["phone"])
    at = VISIT - 5 * HOUR
    book(world, ready(world), "2026-11-30 10:00", now=at)
    pass_time(at, VISIT)
    assert sent(EMAIL) == []
    assert Message.objects.filter(kind=TEXT).count() == 1


def test_a_visit_cancelled_since_is_not_reminded_of_not_even_by_a_message_that_waits(
    world: World, visits: list[Session]
) -> None:
    due = VISIT - 24 * HOUR
    remind_of_visits(now=due)
    assert Message.objects.filter(kind=EMAIL).count() == 1
    cancel_session(actor=world.as_ailsa, session=visits[0], now=due, reason="client")
    pass_time(due, VISIT)
    assert mail.outbox == []
    assert Delivery.objects.get(message__kind=EMAIL).reason == "out of date"
    assert not Message.objects.filter(kind=TEXT).exists()


def test_a_visit_moved_since_is_reminded_of_at_its_new_time_only(world: World, visits: list[Session]) -> None:
    due = VISIT - 24 * HOUR
    remind_of_visits(now=due)
    to = slot(world.callum, world.leith, "2026-12-02 11:00")
    move_sessions(actor=world.as_morag, moves=[Move(session=visits[0], slot=to)], now=due, request_key="move")
    later = datetime(2026, 12, 2, 11, tzinfo=UTC)
    pass_time(due, later)
    assert sent(EMAIL) == [later - 24 * HOUR]
    assert sent(TEXT) == [later - 2 * HOUR]
    assert "2 December, 11:00" in mail.outbox[-1].subject


def test_after_a_long_silence_only_the_last_of_the_two_goes_out(visits: list[Session]) -> None:
    pass_time(VISIT - HOUR, VISIT)
    assert (sent(EMAIL), len(sent(TEXT))) == ([], 1)


def test_after_a_long_silence_somebody_without_a_mobile_still_gets_the_email(
    world: World, visits: list[Session]
) -> None:
    world.ailsa.phone = "0131 496 0000"
    world.ailsa.save(update_fields=["phone"])
    pass_time(VISIT - HOUR, VISIT)
    assert sent(EMAIL) == [VISIT - HOUR]


def test_a_text_that_the_night_would_hold_up_too_long_goes_out_the_evening_before(
    world: World, visits: list[Session]
) -> None:
    MessagingRules.objects.create(clinic=world.clinic, quiet_from=time(20), quiet_until=time(9, 30))
    pass_time(VISIT - 30 * HOUR, VISIT)
    (at,) = sent(TEXT)
    assert at == datetime(2026, 11, 29, 19, 30, tzinfo=UTC)
    (email_at,) = sent(EMAIL)
    assert email_at == VISIT - 24 * HOUR


def test_the_morning_after_the_clock_has_changed_begins_by_the_clinics_clock(world: World) -> None:
    """On 28 March 2027 the clock goes forward: eight in Edinburgh is then seven in UTC."""
    world.ailsa.phone = "07700 900123"
    world.ailsa.save(update_fields=["phone"])
    before, visit = datetime(2027, 3, 20, 9, tzinfo=UTC), datetime(2027, 3, 29, 8, tzinfo=UTC)
    give_hours(world.callum, world.leith)
    make_screening(world.episode, at=before)
    book(world, make_care_plan(world.episode), f"{visit:%Y-%m-%d %H:%M}", now=before)
    pass_time(visit - 30 * HOUR, visit)
    assert sent(EMAIL) == [visit - 24 * HOUR]
    assert "29 March, 09:00" in mail.outbox[0].subject
    assert sent(TEXT) == [datetime(2027, 3, 29, 7, tzinfo=UTC)]


def test_a_round_costs_the_same_however_many_visits_are_ahead(
    visits: list[Session], django_assert_max_num_queries: Any
) -> None:
    pass_time(VISIT - 24 * HOUR, VISIT - 24 * HOUR)
    with django_assert_max_num_queries(11):
        remind_of_visits(now=VISIT - 24 * HOUR)


def test_nobody_is_reminded_who_took_that_back_even_where_it_was_written_already(
    visits: list[Session], world: World
) -> None:
    kind = ConsentKind.REMINDERS
    consent = give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=NOW)
    remind_of_visits(now=VISIT - 24 * HOUR)
    withdraw_consent(actor=world.as_ailsa, consent=consent, now=VISIT - 24 * HOUR)

    pass_time(VISIT - 24 * HOUR, VISIT)

    assert (sent(EMAIL), sent(TEXT)) == ([], [])
