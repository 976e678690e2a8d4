"""How long does it take to fill in what is due? So that nobody starts a form without knowing what it asks of them."""

import math
from collections.abc import Iterable

from ischia.knowledge.records import Instrument

SECONDS_A_QUESTION, SECONDS_A_FORM = 4, 3
"""For reading and tapping one answer, and for saving a form: settings of this house, measured by nobody."""

MOST_SECONDS = 180
"""What one sitting may take on a phone; a test holds everything that is asked for at once under it."""

SECONDS_A_MINUTE = 60


def seconds_to_fill(instruments: Iterable[Instrument]) -> int:
    """About how many seconds these forms take together."""
    return sum(len(one.items) * SECONDS_A_QUESTION + SECONDS_A_FORM for one in instruments)


def minutes_to_fill(instruments: Iterable[Instrument]) -> int:
    """About how many minutes these forms take together, rounded up; 0 for none."""
    return math.ceil(seconds_to_fill(instruments) / SECONDS_A_MINUTE)
