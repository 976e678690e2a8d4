"""What do we keep of safety checks, of clinicians' answers, and of how clinicians were asked?"""

from ischia.clinic.screen.models.check import Clearance, Screening
from ischia.clinic.screen.models.request import CLOSED, ClearanceRequest, ClearanceRules, ClearanceStep, StepStatus

__all__ = [
    "CLOSED",
    "Clearance",
    "ClearanceRequest",
    "ClearanceRules",
    "ClearanceStep",
    "Screening",
    "StepStatus",
]
