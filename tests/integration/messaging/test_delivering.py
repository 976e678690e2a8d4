"""What becomes of a message that is due: sent, put off, tried again, given up, or left be?"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail

from ischia.clinic.messaging.api import Category, Channel, File, Message, State, choose_notifications, when_wanted
from ischia.clinic.messaging.by_email import EmailCarrier
from ischia.clinic.messaging.by_text import FileCarrier, TwilioCarrier
from ischia.clinic.messaging.carriers import Carriers
from ischia.clinic.messaging.delivering import LEASE, RETRIES, deliver_next, send_again
from ischia.clinic.messaging.models import Delivery, Waiting
from ischia.clinic.messaging.phone_numbers import number_to_text
from ischia.clinic.messaging.rules import set_rules
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import NOW, World
from tests.support.mailing import ACCOUNT, TOKEN, Gateway, PostOffice, post_office, text_gateway
from tests.support.messaging import facts_of, write

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with text_gateway() as gateway:
        yield gateway


def carriers() -> Carriers:
    return {Channel.EMAIL: EmailCarrier(), Channel.TEXT: TwilioCarrier()}


def deliver(now: datetime = NOW, *, by: Carriers | None = None) -> int:
    """Everything that is due."""
    count = 0
    while deliver_next(now=now, carriers=carriers() if by is None else by):
        count += 1
    return count


def story(message: Message) -> list[tuple[int, str, str]]:
    rows = Delivery.objects.filter(message=message).order_by("attempt", "at")
    found = [(row.attempt, row.state, row.reason) for row in rows]
    return sorted(found, key=lambda row: (row[0], row[1] != State.SENDING))


def text_of(got: EmailMessage) -> str:
    body = got.get_body()
    assert body is not None
    return str(body.get_content())


def with_mobile(world: World) -> None:
    world.ailsa.phone = "07700 900123"
    world.ailsa.save(update_fields=["phone"])


def test_an_email_reaches_a_real_server_with_its_file_and_stays_what_was_sent(world: World, office: PostOffice) -> None:
    world.clinic.email = "desk@forth.example"
    world.clinic.save()
    file = File(name="visits.ics", data=b"BEGIN:VCALENDAR\r\n", content_type="text/calendar; method=PUBLISH")
    (message,) = write(world, kind="booking_confirmed", attachments=[file])

    assert deliver() == 1

    (got,) = office.mails
    assert (got["To"], got["Subject"]) == ("ailsa@ischia.example", "Your visits at Forth Sciatica Clinic")
    assert (got["Reply-To"], got["Auto-Submitted"]) == ("desk@forth.example", "auto-generated")
    assert got["From"].startswith("Forth Sciatica Clinic <")
    assert got["Message-ID"] == f"<{message.pk}@localhost>"
    assert "List-Unsubscribe" not in got
    assert "Hello Ailsa Rennie," in text_of(got)
    (calendar,) = got.iter_attachments()
    assert (calendar.get_content_type(), calendar.get_param("method")) == ("text/calendar", "PUBLISH")
    assert story(message) == [(1, State.SENDING, ""), (1, State.SENT, "")]
    kept = Delivery.objects.get(message=message, state=State.SENDING)
    assert (kept.address, kept.subject) == ("ailsa@ischia.example", got["Subject"])
    assert "Monday 30 November 2026" in kept.text
    assert not Waiting.objects.exists()


def test_what_is_no_treatment_carries_a_one_click_link_that_works(
    world: World, office: PostOffice, client: Any, settings: Any
) -> None:
    settings.ISCHIA_PUBLIC_URL = "https://clinic.example"
    write(world, kind="measures_due")
    deliver()
    (got,) = office.mails
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = got["List-Unsubscribe"].strip().strip("<>")
    assert link.startswith("https://clinic.example/messages/stop/")
    assert link in text_of(got)

    link = link.removeprefix("https://clinic.example")
    assert client.get(link).status_code == 200
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 204

    assert write(world, kind="measures_due", key="later") == ()
    assert "no more of these" in client.get(link).content.decode()
    assert write(world, kind="booking_confirmed", key="care")


def test_a_link_that_we_did_not_make_stops_nothing(client: Any, world: World) -> None:
    assert client.post("/messages/stop/made-up/").status_code == 404


def test_nothing_is_sent_before_its_time_and_nothing_twice(world: World, office: PostOffice) -> None:
    write(world, not_before=NOW + timedelta(hours=1))
    assert deliver() == 0
    assert deliver(NOW + timedelta(hours=1)) == 1
    assert deliver(NOW + timedelta(days=9)) == 0
    assert len(office.mails) == 1


def test_what_is_not_urgent_waits_till_the_clinics_morning(world: World, office: PostOffice) -> None:
    (message,) = write(world, kind="measures_due", now=NIGHT)
    deliver(NIGHT)
    assert Waiting.objects.get(message=message).due_at == MORNING
    assert not Delivery.objects.exists()
    deliver(MORNING)
    assert story(message) == [(1, State.SENDING, ""), (1, State.SENT, "")]


def test_what_somebody_has_just_booked_does_not_wait(world: World, office: PostOffice) -> None:
    write(world, kind="booking_confirmed", now=NIGHT)
    deliver(NIGHT)
    assert len(office.mails) == 1


def test_an_offer_that_ends_in_the_night_is_not_sent_in_the_morning(world: World, office: PostOffice) -> None:
    (message, _) = write(world, kind="waitlist_offer", now=NIGHT, not_after=NIGHT + timedelta(hours=2))
    deliver(NIGHT)
    assert story(message) == [(1, State.CANCELLED, "too late after quiet hours")]


def test_a_clinic_without_quiet_hours_sends_at_night(world: World, office: PostOffice) -> None:
    set_rules(
        actor=world.as_morag,
        clinic=world.clinic,
        quiet_from=time(0),
        quiet_until=time(0),
        email_reminder_hours=24,
        text_reminder_hours=None,
    )
    write(world, kind="measures_due", now=NIGHT)
    deliver(NIGHT)
    assert len(office.mails) == 1


def test_what_is_no_longer_so_is_not_sent(world: World, office: PostOffice) -> None:
    when_wanted("reminder", lambda message, now: message.about == "a visit that stands")
    (gone,) = write(world, kind="reminder", key="1", about="a visit that was moved")
    write(world, kind="reminder", key="2", about="a visit that stands")
    deliver()
    assert story(gone) == [(1, State.CANCELLED, "out of date")]
    assert len(office.mails) == 1


def test_a_choice_made_after_the_message_was_written_still_counts(world: World, office: PostOffice) -> None:
    (message,) = write(world, kind="measures_due")
    choose_notifications(
        actor=world.as_ailsa, client=world.ailsa, category=Category.FORMS, email=False, text=False, now=NOW
    )
    deliver()
    assert story(message) == [(1, State.CANCELLED, "unwanted")]


def test_too_late_is_not_sent(world: World, office: PostOffice) -> None:
    (message,) = write(world, not_after=NOW + timedelta(hours=1))
    deliver(NOW + timedelta(hours=1))
    assert story(message) == [(1, State.CANCELLED, "too late")]


def test_somebody_without_an_address_is_shown_as_not_reached(world: World, office: PostOffice) -> None:
    world.ailsa.email = ""
    world.ailsa.save(update_fields=["email"])
    (message,) = write(world)
    deliver()
    assert story(message) == [(1, State.CANCELLED, "no address")]


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(world: World) -> None:
    (message,) = write(world)
    now = NOW
    with post_office():
        by = carriers()
    for wait in RETRIES:
        assert deliver(now, by=by) == 1
        assert deliver(now + wait - timedelta(seconds=1), by=by) == 0
        now += wait
    deliver(now, by=by)
    states = [state for _, state, _ in story(message)]
    assert states == [State.FAILED] * len(RETRIES) + [State.GIVEN_UP]
    assert not Waiting.objects.exists()


def test_busy_now_is_tried_again_and_no_such_person_is_not(world: World, office: PostOffice) -> None:
    office.answers.append("451 busy")
    (message,) = write(world)
    deliver()
    deliver(NOW + RETRIES[0])
    assert story(message) == [
        (1, State.SENDING, ""),
        (1, State.FAILED, "refused: 451"),
        (2, State.SENDING, ""),
        (2, State.SENT, ""),
    ]
    (lost,) = write(world, key="lost", address="nobody@ischia.example", kind="conversation")
    deliver()
    assert story(lost) == [(1, State.SENDING, ""), (1, State.GIVEN_UP, "address refused: 550")]


def test_a_server_that_hangs_up_after_taking_the_mail_is_not_asked_again(world: World, office: PostOffice) -> None:
    office.hangs_up = True
    (message,) = write(world)
    deliver()
    office.hangs_up = False
    assert deliver(NOW + timedelta(days=1)) == 0
    assert len(office.mails) == 1
    assert story(message)[-1][1:] == (State.GIVEN_UP, "outcome unknown: SMTPServerDisconnected")


def test_a_person_may_have_it_sent_again(world: World, office: PostOffice) -> None:
    office.answers.append("554 no")
    (message,) = write(world)
    deliver()
    send_again(actor=world.as_morag, message=message, now=NOW)
    deliver()
    assert story(message)[-1] == (2, State.SENT, "")
    with pytest.raises(Refused, match="given up"):
        send_again(actor=world.as_morag, message=message, now=NOW)


def test_a_fault_of_ours_in_one_message_holds_up_no_other(world: World, office: PostOffice) -> None:
    def broken(message: Message, now: datetime) -> bool:
        raise RuntimeError("ailsa@ischia.example")

    when_wanted("reminder", broken)
    (bad,) = write(world, kind="reminder", key="bad")
    write(world, key="good")
    assert deliver() == 2
    assert story(bad) == [(1, State.FAILED, "fault: RuntimeError")]
    assert len(office.mails) == 1


def test_a_claim_that_runs_out_is_taken_up_again(world: World, office: PostOffice) -> None:
    (message,) = write(world)
    Waiting.objects.update(claim="a worker that died", due_at=NOW + LEASE, attempts=1)
    assert deliver(NOW) == 0
    assert deliver(NOW + LEASE) == 1
    assert story(message) == [(2, State.SENDING, ""), (2, State.SENT, "")]


def test_an_attempt_that_never_ended_is_not_tried_again(world: World, office: PostOffice) -> None:
    (message,) = write(world)
    Waiting.objects.update(claim="a worker that died", due_at=NOW + LEASE, attempts=1)
    Delivery.objects.create(message=message, attempt=1, state=State.SENDING, at=NOW)
    deliver(NOW + LEASE)
    assert office.mails == []
    assert story(message)[-1] == (2, State.GIVEN_UP, "outcome unknown: the worker stopped")
    send_again(actor=world.as_morag, message=message, now=NOW + LEASE)
    deliver(NOW + LEASE)
    assert len(office.mails) == 1


def test_a_text_reaches_the_gateway_as_it_documents(world: World, gateway: Gateway) -> None:
    with_mobile(world)
    world.clinic.phone = "0131 496 0100"
    world.clinic.save()
    (message,) = write(world, kind="reminder_soon")
    deliver()
    (asked,) = gateway.requests
    assert asked["path"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert asked["authorization"] == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert (asked["To"], asked["From"]) == ("+447700900123", "+441314960000")
    assert asked["Body"] == (
        "Forth Sciatica Clinic: your visit is Monday 30 November 2026, 10:00, Leith. Cannot come? Call 0131 496 0100"
    )
    sent = Delivery.objects.get(message=message, state=State.SENT)
    assert sent.provider_id == f"SM{1:032}"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((429, {"code": 20429}), State.FAILED, "refused: 20429"),
        ((400, {"code": 21211, "message": "+447700900123 is not a number"}), State.GIVEN_UP, "refused: 21211"),
        ((401, {}), State.GIVEN_UP, "refused: 401"),
        ((500, {}), State.GIVEN_UP, "outcome unknown: HTTP 500"),
    ],
)
def test_what_the_gateway_answers_decides(
    world: World, gateway: Gateway, answer: tuple[int, dict[str, Any]], state: State, reason: str
) -> None:
    with_mobile(world)
    gateway.answers.append(answer)
    (message,) = write(world, kind="reminder_soon")
    deliver()
    assert story(message)[-1] == (1, state, reason)


def test_a_gateway_that_hangs_up_is_not_asked_again(world: World, gateway: Gateway) -> None:
    with_mobile(world)
    gateway.hangs_up = True
    (message,) = write(world, kind="reminder_soon")
    deliver()
    assert deliver(NOW + timedelta(days=1)) == 0
    assert len(gateway.requests) == 1
    assert story(message)[-1][1:] == (State.GIVEN_UP, "outcome unknown: RemoteDisconnected")


def test_the_file_carrier_may_be_handed_a_text_again(world: World, settings: Any, tmp_path: Any) -> None:
    settings.ISCHIA_VAR = tmp_path
    with_mobile(world)
    (message,) = write(world, kind="reminder_soon")
    Waiting.objects.update(attempts=1)
    Delivery.objects.create(message=message, attempt=1, state=State.SENDING, at=NOW)
    deliver(by={Channel.TEXT: FileCarrier()})
    assert story(message)[-1] == (2, State.SENT, "")
    (kept,) = (tmp_path / "texts").iterdir()
    assert kept.read_text().startswith("To: +447700900123")


def test_a_landline_gets_no_text_and_neither_does_an_installation_without_a_gateway(world: World) -> None:
    (message,) = write(world, kind="reminder_soon", facts=facts_of("reminder_soon"))
    deliver()
    assert story(message) == [(1, State.CANCELLED, "no address")]
    with_mobile(world)
    (other,) = write(world, kind="reminder_soon", key="other")
    deliver(by={})
    assert story(other) == [(1, State.CANCELLED, "no carrier")]


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("+66 81 234 5678", "+66812345678"),
        ("0131 496 0000", ""),
        ("ask the desk", ""),
        ("", ""),
        ("12", ""),
    ],
)
def test_a_number_is_called_as_the_world_calls_it(phone: str, number: str) -> None:
    assert number_to_text(phone, "en-gb") == number


def test_the_locale_without_a_country_needs_a_number_with_one() -> None:
    assert number_to_text("+44 7700 900123", "en") == "+447700900123"


def test_the_settings_name_the_carriers(world: World) -> None:
    from ischia.clinic.messaging.carriers import carriers_here

    (message,) = write(world)
    deliver(by=carriers_here())
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [f"<{message.pk}@localhost>"]
