"""What may other apps use of the plan?"""

from ischia.clinic.plan.mapping import plan_of, plan_to_json
from ischia.clinic.plan.models import CarePlan
from ischia.clinic.plan.presenters import ClaimShown, PlanShown, show_claims, show_plan
from ischia.clinic.plan.proposal import Proposal, propose_plan
from ischia.clinic.plan.queries import latest_care_plan
from ischia.clinic.plan.services import (
    CONSENT_WORDING,
    BegunEpisode,
    begin_episode,
    check_may_answer_for,
    record_plan,
)
from ischia.clinic.plan.wishes import preferences_from

__all__ = [
    "CONSENT_WORDING",
    "BegunEpisode",
    "CarePlan",
    "ClaimShown",
    "PlanShown",
    "Proposal",
    "begin_episode",
    "check_may_answer_for",
    "latest_care_plan",
    "plan_of",
    "plan_to_json",
    "preferences_from",
    "propose_plan",
    "record_plan",
    "show_claims",
    "show_plan",
]
