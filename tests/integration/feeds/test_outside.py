"""A therapist's calendar elsewhere blocks time here; broken files, closed doors and conflicts are told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.book.feeds import importing
from ischia.clinic.book.feeds.importing import (
    add_outside_calendar,
    conflicts_of,
    read_outside,
    refresh_outside,
    remove_outside,
)
from ischia.clinic.book.feeds.models import OutsideCalendar, OutsideStatus
from ischia.clinic.diary.api import TimeOff, free_slots
from ischia.clinic.people.api import User
from ischia.pathway.shared.errors import Refused
from tests.support.booking import ready
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import at, give_hours
from tests.support.waiting import booked_visit

pytestmark = pytest.mark.django_db

PAGE = "/book/calendars/"


def ics(*events: tuple[str, ...]) -> bytes:
    """A calendar with these events, each a tuple of lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//elsewhere//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "SUMMARY:Oncology appointment", "LOCATION:Royal Infirmary", *event]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


MONDAY_MORNING = ics(("DTSTART:20261130T090000", "DTEND:20261130T120000"))
WEEKLY = ics(("DTSTART;TZID=Europe/London:20261130T090000", "DURATION:PT3H", "RRULE:FREQ=WEEKLY"))


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any, settings: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.ISCHIA_CALENDAR_HOSTS = ["calendar.example"]


def elsewhere(world: World, *, url: str = "") -> OutsideCalendar:
    return add_outside_calendar(actor=world.as_callum, therapist=world.callum, name="Home", now=NOW, url=url)


def starts(world: World, day: str) -> list[str]:
    slots = free_slots(clinic=world.clinic, service=world.follow_up, now=NOW, therapists=[world.callum.pk])
    return [f"{slot.start:%H:%M}" for slot in slots if slot.start.date() == at(f"{day} 00:00").date()]


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def test_busy_elsewhere_is_not_bookable_here_and_comes_back_when_it_is_gone(world: World) -> None:
    give_hours(world.callum, world.leith)
    free = starts(world, "2026-11-30")
    outside = elsewhere(world)
    read_outside(actor=world.as_callum, outside=outside, data=MONDAY_MORNING, now=NOW)
    assert starts(world, "2026-11-30") == [start for start in free if start >= "13"]
    read_outside(actor=world.as_callum, outside=outside, data=ics(), now=NOW)
    assert starts(world, "2026-11-30") == free


def test_weekly_event_blocks_the_whole_horizon_and_no_more(world: World) -> None:
    read_outside(actor=world.as_callum, outside=elsewhere(world), data=WEEKLY, now=NOW)
    rows = TimeOff.objects.order_by("starts_at")
    assert rows.count() == 12
    assert rows.last() is not None
    assert max(row.starts_at for row in rows) <= NOW + timedelta(days=world.clinic.horizon_days + 1)


def test_nothing_of_an_event_is_kept_but_when(world: World) -> None:
    read_outside(actor=world.as_callum, outside=elsewhere(world), data=MONDAY_MORNING, now=NOW)
    kept = f"{list(TimeOff.objects.values())} {list(OutsideCalendar.objects.values())} {list(Event.objects.values())}"
    assert "Oncology" not in kept
    assert "Infirmary" not in kept


def test_visit_already_booked_in_busy_time_stays_and_is_reported(world: World) -> None:
    visit = booked_visit(world, ready(world))
    found = read_outside(actor=world.as_callum, outside=elsewhere(world), data=MONDAY_MORNING, now=NOW)
    assert found == [visit]
    shown = signed_in(world.callum_user).get(PAGE).content.decode()
    assert "Booked here and busy elsewhere" in shown
    assert "Monday 30 November, 10:00: Ailsa Rennie" in shown
    assert list(conflicts_of(world.callum, NOW)) == [visit]


def test_own_time_off_is_no_conflict_of_a_calendar_and_stays_when_the_calendar_goes(world: World) -> None:
    from ischia.clinic.diary.api import add_time_off

    booked_visit(world, ready(world))
    add_time_off(
        actor=BUILDER, therapist=world.callum, starts_at=at("2026-11-30 09:00"), ends_at=at("2026-11-30 12:00")
    )
    outside = elsewhere(world)
    assert not conflicts_of(world.callum, NOW).exists()
    remove_outside(actor=world.as_callum, outside=outside, now=NOW)
    assert TimeOff.objects.count() == 1


def test_removed_calendar_gives_its_time_back(world: World) -> None:
    outside = elsewhere(world)
    read_outside(actor=world.as_callum, outside=outside, data=MONDAY_MORNING, now=NOW)
    remove_outside(actor=world.as_callum, outside=outside, now=NOW)
    assert not TimeOff.objects.exists()
    assert not OutsideCalendar.objects.exists()


def test_broken_file_is_refused_with_its_line_and_changes_nothing(world: World) -> None:
    outside = elsewhere(world)
    read_outside(actor=world.as_callum, outside=outside, data=MONDAY_MORNING, now=NOW)
    with pytest.raises(Refused, match="Line 8: DTSTART cannot be read"):
        read_outside(actor=world.as_callum, outside=outside, data=ics(("DTSTART:soon",)), now=NOW)
    assert TimeOff.objects.count() == 1


def test_fetching_that_fails_is_kept_with_its_reason_and_what_was_blocked_stays(world: World) -> None:
    outside = elsewhere(world, url="https://calendar.example/secret.ics")
    assert refresh_outside(actor=BUILDER, outside=outside, now=NOW, get=lambda url: MONDAY_MORNING)

    def fail(url: str) -> bytes:
        raise Refused("too_slow", "The calendar's host took too long.")

    assert not refresh_outside(actor=BUILDER, outside=outside, now=NOW, get=fail)
    outside.refresh_from_db()
    assert (outside.status, outside.problem) == (OutsideStatus.FAILED, "The calendar's host took too long.")
    assert TimeOff.objects.count() == 1
    assert "secret.ics" not in str(list(Event.objects.values()))


def test_command_reads_every_address_and_goes_on_after_a_failure(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere(world, url="https://calendar.example/one.ics")
    add_outside_calendar(
        actor=BUILDER, therapist=world.callum, name="Work", now=NOW, url="https://calendar.example/two.ics"
    )
    monkeypatch.setattr(importing, "_fetch", lambda url: MONDAY_MORNING if "two" in url else b"<html>")
    call_command("read_outside_calendars")
    assert capsys.readouterr().out == "1 calendars read, 1 failed\n"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://calendar.example/a.ics", "not_https"),
        ("https://calendar.example:8443/a.ics", "not_https"),
        ("https://me:pw@calendar.example/a.ics", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("https://evil.example/a.ics", "host_not_listed"),
        ("https://calendar.example.evil.example/a.ics", "host_not_listed"),
        ("https://127.0.0.1/a.ics", "host_not_listed"),
    ],
)
def test_address_off_the_list_is_refused(world: World, url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        elsewhere(world, url=url)
    assert refused.value.code == code
    response = signed_in(world.callum_user).post(
        f"{PAGE}outside/address/", {"address-name": "Home", "address-url": url}
    )
    assert response.status_code == 422
    assert not OutsideCalendar.objects.exists()


def test_therapist_uploads_a_file_again_and_removes_it(world: World) -> None:
    browser = signed_in(world.callum_user)

    def upload(data: bytes) -> Any:
        file = SimpleUploadedFile("home.ics", data, content_type="text/calendar")
        return browser.post(f"{PAGE}outside/file/", {"name": "Home", "file": file}, follow=True)

    assert "1 busy stretch, read on" in upload(MONDAY_MORNING).content.decode()
    assert "12 busy stretches, read on" in upload(WEEKLY).content.decode()
    broken = upload(b"not a calendar")
    assert broken.status_code == 422
    assert "Line 1: This is not a line of a calendar" in broken.content.decode()
    outside = OutsideCalendar.objects.get()
    assert TimeOff.objects.count() == 12
    browser.post(f"{PAGE}outside/{outside.pk}/remove/")
    assert not TimeOff.objects.exists()


def test_first_file_that_is_broken_leaves_no_calendar_behind(world: World) -> None:
    file = SimpleUploadedFile("home.ics", b"", content_type="text/calendar")
    browser = signed_in(world.callum_user)
    assert browser.post(f"{PAGE}outside/file/", {"name": "Home", "file": file}).status_code == 422
    assert not OutsideCalendar.objects.exists()


def test_only_the_therapist_touches_their_calendars(world: World) -> None:
    outside = elsewhere(world)
    for user in (world.ailsa_user, world.morag):
        browser = signed_in(user)
        assert browser.post(f"{PAGE}outside/{outside.pk}/remove/").status_code == 404
        assert browser.post(f"{PAGE}outside/file/").status_code == 404
    assert OutsideCalendar.objects.exists()
