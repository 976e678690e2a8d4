"""When may a message go out that is not urgent? Pure: moments in, moments out, in the clinic's own time of day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> bool:
    """Whether the clinic's clock shows quiet hours; they may go past midnight. The same time twice means none."""
    shown = moment.astimezone(zone).time()
    if quiet_from <= quiet_until:
        return quiet_from <= shown < quiet_until
    return shown >= quiet_from or shown < quiet_until


def next_awake(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in (aware, UTC).

    The end is a time of the clinic's clock, whatever the clock did in the night. Where the clock jumps over it or shows
    it twice, it is the first moment that is not quiet any more.
    """
    if not is_quiet(moment, quiet_from=quiet_from, quiet_until=quiet_until, zone=zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= quiet_until)
    return datetime.combine(day, quiet_until, zone).astimezone(UTC)


def last_awake(moment: datetime, *, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """The moment itself, or the beginning of the quiet hours that it lies in (aware, UTC): still a minute too early."""
    if not is_quiet(moment, quiet_from=quiet_from, quiet_until=quiet_until, zone=zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() - timedelta(days=local.time() < quiet_from)
    return datetime.combine(day, quiet_from, zone).astimezone(UTC) - timedelta(minutes=1)
