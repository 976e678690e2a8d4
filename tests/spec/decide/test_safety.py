"""How often do unwanted responses happen here? In people with three or more visits; serious ones in everybody."""

from datetime import date

import pytest

from ischia.pathway.decide.api import safety_rates
from ischia.pathway.decide.safety import rate
from ischia.pathway.treat.api import AdverseEvent, AdverseEventKind, SessionRecord

SORE = AdverseEvent(kind=AdverseEventKind.SORENESS, hours=24)
SERIOUS = AdverseEvent(kind=AdverseEventKind.NEW_WEAKNESS, hours=10, is_serious=True)


def visits(count: int, *events: AdverseEvent) -> tuple[SessionRecord, ...]:
    """So many visits; the events were told at the last one."""
    return tuple(
        SessionRecord(
            number=number,
            on=date(2026, 11, number),
            minutes=45,
            work=(),
            adverse_events=events if number == count else (),
            answers={},
        )
        for number in range(1, count + 1)
    )


@pytest.mark.parametrize(
    ("count", "people"), [pytest.param(2, 0, id="two"), pytest.param(3, 1, id="three"), pytest.param(4, 1, id="four")]
)
def test_people_are_counted_from_the_third_visit(count: int, people: int) -> None:
    assert safety_rates([visits(count, SORE)]).any.people == people


def test_serious_harm_at_the_first_visit_counts_of_everybody_treated() -> None:
    rates = safety_rates([visits(1, SERIOUS), visits(2), visits(3, SORE), ()])

    assert (rates.serious.cases, rates.serious.people) == (1, 3)
    assert (rates.any.cases, rates.any.people) == (1, 1)


def test_a_person_counts_once_however_much_happened() -> None:
    rates = safety_rates([visits(4, SORE, SORE, SERIOUS), visits(3), ()])

    assert (rates.people, rates.sessions, rates.events) == (2, 7, 3)
    assert (rates.any.cases, rates.any.percent, rates.serious.cases) == (1, 50, 1)


@pytest.mark.parametrize(
    ("cases", "people", "low", "high"),
    [
        pytest.param(0, 10, 0, 27.8, id="none-of-ten-does-not-mean-never"),
        pytest.param(5, 10, 23.7, 76.3, id="half-of-ten-says-little"),
        pytest.param(10, 10, 72.2, 100, id="all-of-ten"),
        pytest.param(51, 100, 41.3, 60.6, id="half-of-a-hundred"),
    ],
)
def test_the_interval_says_how_little_is_known(cases: int, people: int, low: float, high: float) -> None:
    found = rate("any", cases, people)

    assert found.low == pytest.approx(low, abs=0.1)
    assert found.high == pytest.approx(high, abs=0.1)


def test_without_anybody_there_is_no_rate() -> None:
    assert rate("any", 0, 0).percent is None
