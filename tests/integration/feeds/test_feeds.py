"""Private calendar feeds: unguessable, replaceable, the same to three parsers, and silent about health."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.book.api import cancel_session
from ischia.clinic.book.feeds.feeding import feed_by_secret, feed_of, initials, make_feed
from ischia.clinic.book.feeds.models import CalendarFeed
from ischia.clinic.book.moving import Move, move_sessions
from ischia.clinic.people.api import User
from ischia.interop.ical.api import CONTENT_TYPE
from tests.support.booking import book, hold, mondays, ready, ready_too
from tests.support.calendars import PARSERS, by_icalendar
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import at
from tests.support.waiting import booked_visit

pytestmark = pytest.mark.django_db

PAGE = "/book/calendars/"
MINUTE = timedelta(minutes=1)
ACROSS = ("2027-01-18 10:00", "2027-01-25 10:00")


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def data_of(owner: Any) -> bytes:
    secret = make_feed(actor=BUILDER, owner=owner, now=NOW)
    return feed_of(feed_by_secret(secret), NOW).data


@pytest.mark.parametrize("parser", PARSERS)
def test_feed_is_read_alike_by_three_parsers(world: World, parser: str) -> None:
    course = book(world, ready(world))
    read = PARSERS[parser](data_of(world.ailsa))
    assert [each.start for each in read] == [session.starts_at for session in course.sessions.all()]
    assert [each.uid for each in read] == [f"session-{session.pk}@ischia" for session in course.sessions.all()]
    assert {each.sequence for each in read} == {0}


@pytest.mark.parametrize("whose", ["callum", "ailsa"])
def test_moved_visit_keeps_its_uid_and_its_sequence_rises_and_a_cancelled_one_is_marked(
    world: World, whose: str
) -> None:
    visit = booked_visit(world, ready(world))
    owner = getattr(world, whose)
    (before,) = by_icalendar(data_of(owner))
    (slot,) = mondays(world, "2026-12-01 10:00")
    move_sessions(actor=world.as_morag, moves=[Move(session=visit, slot=slot)], now=NOW, request_key="k", by_staff=True)
    (moved,) = by_icalendar(data_of(owner))
    assert (moved.uid, moved.start) == (before.uid, at("2026-12-01 10:00"))
    assert moved.sequence > before.sequence
    cancel_session(actor=world.as_morag, session=visit, now=NOW + MINUTE, reason="client")
    (gone,) = by_icalendar(data_of(owner))
    assert (gone.uid, gone.status) == (before.uid, "CANCELLED")
    assert gone.sequence > moved.sequence


def test_cancelled_visit_leaves_the_feed_after_a_while(world: World) -> None:
    visit = booked_visit(world, ready(world), "2027-01-25 10:00")
    cancel_session(actor=world.as_morag, session=visit, now=NOW, reason="client")
    feed = feed_by_secret(make_feed(actor=BUILDER, owner=world.ailsa, now=NOW))
    assert len(by_icalendar(feed_of(feed, NOW + timedelta(days=29)).data)) == 1
    assert by_icalendar(feed_of(feed, NOW + timedelta(days=31)).data) == []


def test_therapists_feed_has_initials_and_no_health_and_no_names(world: World) -> None:
    booked_visit(world, ready(world))
    shown = data_of(world.callum).decode().replace("\r\n ", "")
    assert "SUMMARY:Visit: A. R." in shown
    for word in ("Ailsa", "Rennie", "pain", "trigger", "limits", "clear", "follow-up"):
        assert word.lower() not in shown.lower()


def test_clients_feed_says_when_where_and_with_whom_and_nothing_about_health(world: World) -> None:
    booked_visit(world, ready(world))
    shown = data_of(world.ailsa).decode().replace("\r\n ", "")
    assert "Callum Drever" in shown
    assert "Leith Wynd" in shown
    for word in ("trigger", "sciatica pain", "limits", "screening", "Ailsa"):
        assert word.lower() not in shown.lower()


def test_holds_and_other_peoples_visits_are_in_nobodys_feed(world: World) -> None:
    hold(world, ready(world))
    booked_visit(world, ready_too(world), "2026-12-02 10:00")
    assert by_icalendar(data_of(world.ailsa)) == []
    assert len(by_icalendar(data_of(world.callum))) == 1


def test_initials_of_any_name() -> None:
    names = {"Ailsa Rennie": "A. R.", "Mary-Jane  O'Neil": "M. O.", "Sukarno": "S.", "": ""}
    assert {name: initials(name) for name in names} == names


def test_address_is_shown_once_kept_as_a_hash_and_audited(world: World) -> None:
    browser = signed_in(world.ailsa_user)
    shown = browser.post(f"{PAGE}address/client/", {"do": "make"}).content.decode()
    address = shown.split('value="http://testserver')[1].split('"')[0]
    secret = address.removeprefix(PAGE).removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in str(CalendarFeed.objects.values())
    assert secret not in browser.get(PAGE).content.decode()
    assert Event.objects.filter(action="feeds.made").count() == 1
    response = Browser().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == CONTENT_TYPE


def test_unchanged_feed_is_not_sent_twice(world: World) -> None:
    visit = booked_visit(world, ready(world))
    address = f"{PAGE}{make_feed(actor=BUILDER, owner=world.ailsa, now=NOW)}.ics"
    first = Browser().get(address)
    again = {"If-None-Match": first.headers["ETag"]}
    assert Browser().get(address, headers=again).status_code == 304
    assert Browser().get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    cancel_session(actor=world.as_morag, session=visit, now=NOW + MINUTE, reason="client")
    changed = Browser().get(address, headers=again)
    assert changed.status_code == 200
    assert changed.headers["Last-Modified"] != first.headers["Last-Modified"]
    assert "private" in changed.headers["Cache-Control"]


def test_replaced_and_ended_addresses_stop_working(world: World) -> None:
    browser = signed_in(world.callum_user)
    old = f"{PAGE}{make_feed(actor=world.as_callum, owner=world.callum, now=NOW)}.ics"
    new = f"{PAGE}{make_feed(actor=world.as_callum, owner=world.callum, now=NOW)}.ics"
    assert [Browser().get(each).status_code for each in (old, new)] == [410, 200]
    browser.post(f"{PAGE}address/therapist/", {"do": "end"})
    assert Browser().get(new).status_code == 410
    assert Browser().get(f"{PAGE}nonsense.ics").status_code == 404


def test_therapist_who_left_is_followed_no_more(world: World) -> None:
    address = f"{PAGE}{make_feed(actor=BUILDER, owner=world.callum, now=NOW)}.ics"
    world.callum.is_active = False
    world.callum.save()
    assert Browser().get(address).status_code == 410


def test_nobody_makes_an_address_for_somebody_else(world: World) -> None:
    assert signed_in(world.ailsa_user).post(f"{PAGE}address/therapist/").status_code == 404
    assert signed_in(world.noor).post(f"{PAGE}address/client/").status_code == 404
    assert Browser().post(f"{PAGE}address/client/").status_code == 302
