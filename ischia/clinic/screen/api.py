"""What may other apps use of the safety check?"""

from ischia.clinic.screen.asking import UNSURE, Asked, Option, checklist, read_answer, read_single, single
from ischia.clinic.screen.clearing.planned import Planned, PlannedWork, put_plan_in_place
from ischia.clinic.screen.clearing.requests import Addressee, ask_clinician, remind_clinicians
from ischia.clinic.screen.clearing.standing import RequestShown, last_requests
from ischia.clinic.screen.draft import Draft, forget_draft, read_draft, save_draft
from ischia.clinic.screen.journey import Step, journey_steps
from ischia.clinic.screen.mapping import (
    clearance_answer,
    clearance_limits,
    findings_from_json,
    findings_of,
    findings_to_json,
    verdict_of,
    verdict_to_json,
)
from ischia.clinic.screen.models import Clearance, ClearanceRequest, ClearanceStep, Screening, StepStatus
from ischia.clinic.screen.policies import may_go_on
from ischia.clinic.screen.presenters import (
    certainty_in_words,
    fill_numbers,
    limits_in_words,
    position_in_words,
    pressure_in_words,
    show_verdict,
)
from ischia.clinic.screen.queries import expired_rules, latest_clearance, latest_screening, screening_by_id
from ischia.clinic.screen.services import ClinicianAnswer, record_clearance, record_screening
from ischia.clinic.screen.standing import Standing, open_draft, question_of, standing

__all__ = [
    "UNSURE",
    "Addressee",
    "Asked",
    "Clearance",
    "ClearanceRequest",
    "ClearanceStep",
    "ClinicianAnswer",
    "Draft",
    "Option",
    "Planned",
    "PlannedWork",
    "RequestShown",
    "Screening",
    "Standing",
    "Step",
    "StepStatus",
    "ask_clinician",
    "certainty_in_words",
    "checklist",
    "clearance_answer",
    "clearance_limits",
    "expired_rules",
    "fill_numbers",
    "findings_from_json",
    "findings_of",
    "findings_to_json",
    "forget_draft",
    "journey_steps",
    "last_requests",
    "latest_clearance",
    "latest_screening",
    "limits_in_words",
    "may_go_on",
    "open_draft",
    "position_in_words",
    "pressure_in_words",
    "put_plan_in_place",
    "question_of",
    "read_answer",
    "read_draft",
    "read_single",
    "record_clearance",
    "record_screening",
    "remind_clinicians",
    "save_draft",
    "screening_by_id",
    "show_verdict",
    "single",
    "standing",
    "verdict_of",
    "verdict_to_json",
]
