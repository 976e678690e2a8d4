"""What may other apps use of the intake?"""

from ischia.clinic.intake.models import Intake
from ischia.clinic.intake.policies import can_read_intake
from ischia.clinic.intake.queries import IntakeStanding, IntakeState, intake_state, intake_states, intakes_of

__all__ = [
    "Intake",
    "IntakeStanding",
    "IntakeState",
    "can_read_intake",
    "intake_state",
    "intake_states",
    "intakes_of",
]
