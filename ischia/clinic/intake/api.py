"""What may other apps use of the intake?"""

from ischia.clinic.intake.check_in_queries import (
    CheckedIn,
    ToldBefore,
    check_ins,
    sessions_to_check_in,
    told_before,
    with_check_in,
)
from ischia.clinic.intake.check_in_queries import (
    is_open as check_in_is_open,
)
from ischia.clinic.intake.check_in_questions import differing
from ischia.clinic.intake.models import CheckIn, Intake, IntakeDraft
from ischia.clinic.intake.policies import can_read_intake
from ischia.clinic.intake.queries import (
    IntakeStanding,
    IntakeState,
    intake_state,
    intake_states,
    intakes_of,
    standing_at,
    standing_of,
    with_intake,
)

__all__ = [
    "CheckIn",
    "CheckedIn",
    "Intake",
    "IntakeDraft",
    "IntakeStanding",
    "IntakeState",
    "ToldBefore",
    "can_read_intake",
    "check_in_is_open",
    "check_ins",
    "differing",
    "intake_state",
    "intake_states",
    "intakes_of",
    "sessions_to_check_in",
    "standing_at",
    "standing_of",
    "told_before",
    "with_check_in",
    "with_intake",
]
