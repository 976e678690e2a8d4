"""How is a forecast said in plain words, before any chart?"""

import math

from ischia.knowledge.records import Instrument
from ischia.pathway.track.change import number
from ischia.pathway.track.forecast_values import Band, Chance, Outlook
from ischia.pathway.track.headline import PLAIN_NAMES


def sentence(instrument: Instrument, outlook: Outlook) -> str:
    """The chances of a change that matters, both side by side, then where most scores lie, on the furthest day."""
    name = PLAIN_NAMES.get(instrument.id, instrument.label)
    on = f"{outlook.horizon.on.day} {outlook.horizon.on:%B %Y}"
    low, high = shown(outlook.band)
    scores = f"score {low}" if low == high else f"score {low} to {high}"
    if not outlook.chances:
        return f"Of 10 people with scores like yours, 8 or more would {scores} for {name} on {on}."
    chance, *others = outlook.chances
    beside = "".join(f", {in_ten(other.probability)} {by_figure(other)}" for other in others)
    return (
        f"Of 10 people with scores like yours, {in_ten(chance.probability)} would have a gain that matters "
        f"({gain(chance)}) by {on}{beside}, and 8 or more would {scores} for {name}."
    )


def by_figure(chance: Chance) -> str:
    """By which other published figure a change matters."""
    return f"by the figure for {_FIGURES[chance.population]} ({gain(chance)})"


_FIGURES = {"back_pain": "back pain", "sciatica": "sciatica"}


def in_ten(probability: float) -> str:
    """A chance as people out of ten."""
    tenths = math.floor(probability * 10 + 0.5)
    return {0: "fewer than 1", 10: "more than 9"}.get(tenths, f"about {tenths}")


def gain(chance: Chance) -> str:
    """What counts as a change that matters."""
    share = f" and {chance.percent:g} %" if chance.percent else ""
    return f"at least {number(chance.points)} points{share}"


def shown(band: Band) -> tuple[int, int]:
    """The ends of the 80 % band as whole scores, each the nearest: a whole score inside them is inside the band."""
    return math.floor(band.low + 0.5), math.floor(band.high + 0.5)
