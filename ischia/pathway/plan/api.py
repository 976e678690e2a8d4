"""The door of the stage plan: what shall we do, where, how hard, how often?"""

from ischia.pathway.plan.checking import check_plan
from ischia.pathway.plan.planning import LONGEST_SESSION_MINUTES, NO_CHANGES, plan
from ischia.pathway.plan.techniques import COMPARATOR
from ischia.pathway.plan.values import (
    Block,
    Breach,
    Changes,
    CourseSpec,
    Dose,
    Exclusion,
    Pace,
    Plan,
    Preferences,
    PressureWish,
)

__all__ = [
    "COMPARATOR",
    "LONGEST_SESSION_MINUTES",
    "NO_CHANGES",
    "Block",
    "Breach",
    "Changes",
    "CourseSpec",
    "Dose",
    "Exclusion",
    "Pace",
    "Plan",
    "Preferences",
    "PressureWish",
    "check_plan",
    "plan",
]
