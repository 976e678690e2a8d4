"""When may a message go out that is not urgent? Pure: moments in, moments out, in the clinic's own time of day."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Times of a clinic's clock between which nobody is disturbed; they may go past midnight.

    The same time twice means none. Moments are aware; those that come back are UTC or the one that was asked about.
    """

    begin: time
    end: time
    zone: ZoneInfo

    def hold_at(self, moment: datetime) -> bool:
        """Whether it is quiet at the moment."""
        shown = moment.astimezone(self.zone).time()
        if self.begin <= self.end:
            return self.begin <= shown < self.end
        return shown >= self.begin or shown < self.end

    def next_awake(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in.

        The end is a time of the clinic's clock, whatever the clock did in the night.
        """
        if not self.hold_at(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() + timedelta(days=local.time() >= self.end)
        return datetime.combine(day, self.end, self.zone).astimezone(UTC)

    def last_awake(self, moment: datetime) -> datetime:
        """The moment itself, or a minute before the quiet hours that it lies in begin."""
        if not self.hold_at(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() - timedelta(days=local.time() < self.begin)
        return datetime.combine(day, self.begin, self.zone).astimezone(UTC) - timedelta(minutes=1)
