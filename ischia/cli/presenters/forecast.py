"""How does the answer to "how will the scores go on, for people like this one?" read?"""

from collections.abc import Sequence

from ischia.cli.page import Page
from ischia.cli.presenters.words import UNVERIFIED, plain
from ischia.pathway.track.api import Caveat, Forecast, NoForecast, Outlook, gain, number


def write_forecasts(page: Page, answers: Sequence[Forecast | NoForecast]) -> None:
    """One sentence a measure and the days ahead, then what has to stand beside them; nothing without any forecast."""
    made = [each for each in answers if isinstance(each, Forecast)]
    if not made:
        return
    page.gap()
    page.text("Ahead, for people with scores like these:")
    for each in made:
        page.item(f"{each.label}: {each.sentence}")
        page.items((_outlook(outlook) for outlook in each.outlooks), level=1)
        own = [caveat.sentence for caveat in each.caveats if caveat in _OF_ONE_MEASURE]
        page.items(own, level=1)
    said = dict.fromkeys(caveat for each in made for caveat in each.caveats if caveat not in _OF_ONE_MEASURE)
    page.gap()
    page.items((caveat.sentence for caveat in said), title="Bear in mind with every look ahead:")


_OF_ONE_MEASURE = frozenset({Caveat.UNUSUAL_COURSE, Caveat.BORROWED_COURSE})
_FIGURES = {"back_pain": "", "sciatica": " (the figure for sciatica)"}


def _outlook(outlook: Outlook) -> str:
    chances = (
        f"{chance.probability:.0%} gain {gain(chance)}{_FIGURES[chance.population]}" for chance in outlook.chances
    )
    band = f"8 of 10 between {number(outlook.band.low)} and {number(outlook.band.high)}"
    return "; ".join((f"{plain(outlook.horizon.name)}, {outlook.horizon.on}: {band}", *chances)) + f" [{UNVERIFIED}]"
