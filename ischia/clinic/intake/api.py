"""What may other apps use of the intake?"""

from ischia.clinic.intake.check_in_queries import (
    CheckedIn,
    ToldBefore,
    check_ins,
    sessions_to_check_in,
    told_before,
)
from ischia.clinic.intake.check_in_questions import differing
from ischia.clinic.intake.models import CheckIn, Intake
from ischia.clinic.intake.policies import can_read_intake
from ischia.clinic.intake.queries import IntakeStanding, IntakeState, intake_state, intake_states, intakes_of

__all__ = [
    "CheckIn",
    "CheckedIn",
    "Intake",
    "IntakeStanding",
    "IntakeState",
    "ToldBefore",
    "can_read_intake",
    "check_ins",
    "differing",
    "intake_state",
    "intake_states",
    "intakes_of",
    "sessions_to_check_in",
    "told_before",
]
