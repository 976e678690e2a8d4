"""When may a message go out that can wait, whatever the clock does in the night? Tables in, moments out."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ischia.clinic.messaging.quiet import QuietHours

LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(begin=time(21), end=time(8), zone=LONDON)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-24 03:00", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        # In summer the clinic's clock is an hour ahead of UTC.
        ("2026-07-01 19:59", "2026-07-01 19:59"),
        ("2026-07-01 20:00", "2026-07-02 07:00"),
        # The night in which the clock goes forward is an hour shorter, the one in which it goes back an hour longer.
        ("2026-03-28 21:30", "2026-03-29 07:00"),
        ("2026-10-24 20:30", "2026-10-25 08:00"),
    ],
)
def test_what_can_wait_goes_out_when_the_clinics_clock_shows_eight(moment: str, awake: str) -> None:
    assert NIGHT.next_awake(utc(moment)) == utc(awake)


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        ("2026-11-24 06:00", "2026-11-23 20:59"),
        ("2026-11-23 22:00", "2026-11-23 20:59"),
        ("2026-11-23 12:00", "2026-11-23 12:00"),
        ("2026-03-29 05:00", "2026-03-28 20:59"),
    ],
)
def test_what_cannot_wait_goes_out_before_the_night(moment: str, awake: str) -> None:
    assert NIGHT.last_awake(utc(moment)) == utc(awake)


def test_quiet_hours_may_lie_within_a_day_and_the_same_time_twice_means_none() -> None:
    noon = QuietHours(begin=time(12), end=time(14), zone=LONDON)
    assert noon.next_awake(utc("2026-11-23 12:30")) == utc("2026-11-23 14:00")
    assert noon.last_awake(utc("2026-11-23 12:30")) == utc("2026-11-23 11:59")
    never = QuietHours(begin=time(9), end=time(9), zone=LONDON)
    assert not any(never.hold_at(utc("2026-11-23 00:00") + timedelta(hours=hour)) for hour in range(24))


@given(
    moment=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc("2026-01-01") + timedelta(minutes=minutes)),
    quiet_from=st.times(),
    quiet_until=st.times(),
    zone=st.sampled_from(["Europe/London", "Asia/Bangkok", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_nobody_is_woken_and_nothing_waits_for_more_than_a_day(
    moment: datetime, quiet_from: time, quiet_until: time, zone: str
) -> None:
    quiet = QuietHours(
        begin=quiet_from.replace(microsecond=0), end=quiet_until.replace(microsecond=0), zone=ZoneInfo(zone)
    )
    awake = quiet.next_awake(moment)
    assert moment <= awake <= moment + timedelta(hours=25)
    assert awake == moment or not quiet.hold_at(awake) or _clock_changes(awake, ZoneInfo(zone))


def _clock_changes(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock is set within three hours of the moment: a time may then come twice, or never."""
    around = (moment - timedelta(hours=3), moment + timedelta(hours=3))
    first, last = (each.astimezone(zone).utcoffset() for each in around)
    return first != last
