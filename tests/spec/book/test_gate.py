"""Gate: what booking may do, for every verdict and every answer of a clinician."""

import pytest

from ischia.pathway.book.api import ClearanceAnswer, Permission, permission, why_not
from ischia.pathway.screen.values import Outcome

NOTHING, HOLD, CONFIRM = Permission.NOTHING, Permission.HOLD, Permission.CONFIRM

TABLE = {
    #                        none      yes      with limits  no
    Outcome.CLEAR: (CONFIRM, CONFIRM, CONFIRM, NOTHING),
    Outcome.LIMITS: (CONFIRM, CONFIRM, CONFIRM, NOTHING),
    Outcome.CLINICIAN_FIRST: (HOLD, CONFIRM, CONFIRM, NOTHING),
    Outcome.OTHER_ROUTE: (NOTHING, NOTHING, NOTHING, NOTHING),
    Outcome.INCOMPLETE: (NOTHING, NOTHING, NOTHING, NOTHING),
    Outcome.URGENT: (NOTHING, NOTHING, NOTHING, NOTHING),
    Outcome.EMERGENCY: (NOTHING, NOTHING, NOTHING, NOTHING),
}
ANSWERS = (None, ClearanceAnswer.YES, ClearanceAnswer.YES_WITH_LIMITS, ClearanceAnswer.NO)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_gate_permits_what_the_table_says(outcome: Outcome) -> None:
    assert tuple(permission(outcome, answer) for answer in ANSWERS) == TABLE[outcome]


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("answer", ANSWERS)
def test_closed_gate_always_says_why_and_an_open_one_never(outcome: Outcome, answer: ClearanceAnswer | None) -> None:
    assert bool(why_not(outcome, answer)) is (permission(outcome, answer) is not CONFIRM)
