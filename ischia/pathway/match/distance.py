"""How far is it, and how is that said?"""

from dataclasses import dataclass

from geographiclib.geodesic import Geodesic

from ischia.pathway.shared.errors import Refused

KILOMETRES_A_MILE = 1.609344
FAR = 30.0
"""Kilometres from which a place scores nothing for being near; on the spot it scores 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point on the map, in degrees of WGS 84."""

    latitude: float
    longitude: float


def position(latitude: float, longitude: float, *, places: int = 6) -> Position:
    """A point that can be on the map, to so many places after the point.

    Raises:
        Refused: `off_the_map`, with the coordinate that cannot be.
    """
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not -most <= value <= most:
            raise Refused("off_the_map", f"The {name} lies between -{most} and {most} degrees.", field=name)
    return Position(latitude=round(latitude, places), longitude=round(longitude, places))


def kilometres_between(one: Position, other: Position) -> float:
    """The shortest way over the WGS 84 ellipsoid, in kilometres."""
    line = Geodesic.WGS84.Inverse(one.latitude, one.longitude, other.latitude, other.longitude, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000


def in_words(kilometres: float, *, in_miles: bool) -> str:
    """For example "About 3.2 km" or "About 2 miles"; no closer than a tenth below ten, a whole number above."""
    amount = kilometres / KILOMETRES_A_MILE if in_miles else kilometres
    if amount < 1:
        return "Less than 1 mile" if in_miles else "Less than 1 km"
    said = f"{amount:.1f}" if amount < 10 else f"{amount:.0f}"
    unit = "km" if not in_miles else "mile" if said == "1.0" else "miles"
    return f"About {said.removesuffix('.0')} {unit}"


def nearness(kilometres: float) -> float:
    """1 on the spot, falling evenly to 0 at `FAR`."""
    return max(0.0, 1 - kilometres / FAR)
