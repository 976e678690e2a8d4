"""Which verdicts let a person go on, and which may a clinician's answer change?"""

from ischia.clinic.screen.models import Screening
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.errors import Refused

MAY_GO_ON = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})
BE_SEEN_NOW = frozenset({Outcome.URGENT, Outcome.EMERGENCY})


def may_go_on(outcome: Outcome) -> bool:
    """Whether the pages after the safety check are open: everything that leads to a booking."""
    return outcome in MAY_GO_ON


def check_may_be_cleared(screening: Screening) -> None:
    """A clearance answers "ask a clinician first". It never turns "be seen today" into a booking."""
    if Outcome(screening.outcome) in BE_SEEN_NOW:
        raise Refused(
            "not_for_clearance",
            "These answers need to be seen today. After that, the safety check is made again; paper cannot clear it.",
        )
