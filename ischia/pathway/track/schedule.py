"""Which measures are due at a visit?

The default set of CLINICAL.md section 6: leg and back pain at every visit, SBI every two weeks, RMDQ at baseline and
session 4, activities at baseline and at the review, the view of change from session 3 on.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from ischia.knowledge.records import InstrumentId

EVERY_VISIT = (InstrumentId("nprs_leg"), InstrumentId("nprs_back"))
EVERY_TWO_WEEKS = (InstrumentId("sbi"),)
AT_START_AND_REVIEW = (InstrumentId("rmdq_24"), InstrumentId("psfs"))
FROM_SESSION_THREE = (InstrumentId("pgic"),)
REVIEW_SESSION = 4
TWO_WEEKS = 14


def due_instruments(
    *, session_number: int, today: date, last_filled: Mapping[InstrumentId, date]
) -> tuple[InstrumentId, ...]:
    """The instruments to fill in at this visit, shortest first. `last_filled` is each one's latest day, if any.

    An instrument that was filled in today is not asked for again.
    """
    wanted = _wanted(session_number, today, last_filled)
    return tuple(name for name in wanted if last_filled.get(name) != today)


def _wanted(number: int, today: date, last_filled: Mapping[InstrumentId, date]) -> Iterator[InstrumentId]:
    yield from EVERY_VISIT
    if number >= 3:
        yield from FROM_SESSION_THREE
    for name in EVERY_TWO_WEEKS:
        last = last_filled.get(name)
        if last is None or (today - last).days >= TWO_WEEKS:
            yield name
    for name in AT_START_AND_REVIEW:
        if name not in last_filled or number % REVIEW_SESSION == 0:
            yield name
