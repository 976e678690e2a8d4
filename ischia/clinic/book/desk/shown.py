"""Which part of the calendar is asked for: which days, by whom or by room, one column or all? Travels in addresses."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

WEEK = 7


class View(StrEnum):
    """How many days stand beside one another."""

    DAY = "day"
    WEEK = "week"


class By(StrEnum):
    """What a column is."""

    THERAPIST = "therapist"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The part of the calendar that an address names. `of`: the id of one column; empty for all. `plain`: as a list."""

    day: date
    view: View = View.DAY
    by: By = By.THERAPIST
    of: str = ""
    plain: bool = False

    @property
    def first(self) -> date:
        """The first day shown: a week begins on Monday."""
        return self.day if self.view is View.DAY else self.day - timedelta(days=self.day.weekday())

    @property
    def days(self) -> int:
        return 1 if self.view is View.DAY else WEEK

    @property
    def before(self) -> "Asked":
        return replace(self, day=self.day - timedelta(days=self.days))

    @property
    def after(self) -> "Asked":
        return replace(self, day=self.day + timedelta(days=self.days))

    def other(self, **fields: Any) -> str:
        """The address of the same part with something else about it."""
        return replace(self, **fields).query

    @property
    def by_day(self) -> str:
        return self.other(view=View.DAY)

    @property
    def by_week(self) -> str:
        return self.other(view=View.WEEK)

    @property
    def by_therapist(self) -> str:
        return self.other(by=By.THERAPIST, of="")

    @property
    def by_room(self) -> str:
        return self.other(by=By.ROOM, of="")

    @property
    def as_list(self) -> str:
        return self.other(plain=True)

    @property
    def as_columns(self) -> str:
        return self.other(plain=False)

    @property
    def query(self) -> str:
        """The address again, without its path."""
        asked = {"day": self.day.isoformat(), "view": self.view.value, "by": self.by.value, "of": self.of}
        return urlencode({name: value for name, value in (asked | self._plainly()).items() if value})

    def _plainly(self) -> dict[str, str]:
        return {"plain": "1"} if self.plain else {}


def read_asked(data: QueryDict, today: date) -> Asked:
    """What an address asks for; what cannot be read is as if it had not been said."""
    try:
        day = date.fromisoformat(data.get("day", ""))
    except ValueError:
        day = today
    if not date(2000, 1, 1) <= day <= date(2200, 1, 1):
        day = today
    return Asked(
        day=day,
        view=View.WEEK if data.get("view") == View.WEEK else View.DAY,
        by=By.ROOM if data.get("by") == By.ROOM else By.THERAPIST,
        of=data.get("of", "")[:36],
        plain=bool(data.get("plain")),
    )
