"""The door of `treat`: what was done, and how did the body answer?"""

from ischia.pathway.plan.values import Breach
from ischia.pathway.treat.chart import ChartChange, MarkChange, compare_charts
from ischia.pathway.treat.dose import check_record, is_long_soreness, prepare
from ischia.pathway.treat.note import PRESSURE_NAMES, compose_note
from ischia.pathway.treat.today import CLEARANCE, Stance, is_covered, limits_today, stance
from ischia.pathway.treat.validate import check_valid
from ischia.pathway.treat.values import (
    AdverseEvent,
    AdverseEventKind,
    Note,
    Preparation,
    Relation,
    SessionRecord,
    Severity,
    Work,
)

__all__ = [
    "CLEARANCE",
    "PRESSURE_NAMES",
    "AdverseEvent",
    "AdverseEventKind",
    "Breach",
    "ChartChange",
    "MarkChange",
    "Note",
    "Preparation",
    "Relation",
    "SessionRecord",
    "Severity",
    "Stance",
    "Work",
    "check_record",
    "check_valid",
    "compare_charts",
    "compose_note",
    "is_covered",
    "is_long_soreness",
    "limits_today",
    "prepare",
    "stance",
]
