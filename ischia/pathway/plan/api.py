"""The door of the stage plan: what shall we do, where, how hard, how often?"""

from ischia.pathway.plan.checking import check_plan
from ischia.pathway.plan.planning import LONGEST_SESSION_MINUTES, plan
from ischia.pathway.plan.values import (
    Block,
    Breach,
    CourseSpec,
    Dose,
    Exclusion,
    Plan,
    Preferences,
    PressureWish,
)

__all__ = [
    "LONGEST_SESSION_MINUTES",
    "Block",
    "Breach",
    "CourseSpec",
    "Dose",
    "Exclusion",
    "Plan",
    "Preferences",
    "PressureWish",
    "check_plan",
    "plan",
]
