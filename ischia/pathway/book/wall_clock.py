"""What do two people in different zones read on their clocks at one instant?

Times are told by the clinic's clock, because that is the door the client walks through. Only where the client's own
clock shows something else is the clinic's zone named, and the client's own time given beside it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ischia.pathway.book.hours import zone_named
from ischia.pathway.shared.errors import Refused

_TWICE = timedelta(hours=3)
"""No change of clocks repeats a longer stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTime:
    """One instant as it is told. `theirs` is what the client's own clock shows, None where it shows the same.

    `place` names the clinic's zone by its city. `short_zone` is the zone's own abbreviation (such as GMT), given where
    the clinic's clock shows this time twice that night, else empty.
    """

    clinics: datetime
    place: str
    theirs: datetime | None = None
    short_zone: str = ""


def told(instant: datetime, clinic_zone: str, browser_zone: str = "") -> ToldTime:
    """How `instant` (aware) is told to a client whose browser names `browser_zone`; a zone nobody knows is not used.

    Raises:
        Refused: `unknown_zone`, when it is the clinic's that does not exist.
    """
    here = instant.astimezone(zone_named(clinic_zone))
    there = _elsewhere(instant, browser_zone)
    return ToldTime(
        clinics=here,
        place=city(clinic_zone),
        theirs=there if there is not None and there.replace(tzinfo=None) != here.replace(tzinfo=None) else None,
        short_zone=(here.tzname() or "") if comes_twice(here) else "",
    )


def _elsewhere(instant: datetime, zone: str) -> datetime | None:
    try:
        return instant.astimezone(zone_named(zone)) if zone else None
    except Refused:
        return None


def comes_twice(local: datetime) -> bool:
    """Whether the clocks of its zone show this wall-clock time twice, because they are put back over it."""
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return first is not None and second is not None and timedelta(0) < first - second < _TWICE


def city(zone: str) -> str:
    """The city that an IANA zone goes by, as people write it: America/New_York is New York."""
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
