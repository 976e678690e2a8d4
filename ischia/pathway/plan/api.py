"""The door of the stage plan: what shall we do, where, how hard, how often?"""

from ischia.pathway.plan.checking import check_plan
from ischia.pathway.plan.course import HARD_MAXIMUM, REVIEW_AFTER_SESSION, REVIEW_BY_DAY
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
    "HARD_MAXIMUM",
    "LONGEST_SESSION_MINUTES",
    "NO_CHANGES",
    "REVIEW_AFTER_SESSION",
    "REVIEW_BY_DAY",
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
