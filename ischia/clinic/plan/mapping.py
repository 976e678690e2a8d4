"""How does a plan become a row, and a row a plan again?"""

from typing import Any

import msgspec

from ischia.clinic.plan.models import CarePlan
from ischia.pathway.plan.api import Plan


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The whole plan as builtins."""
    document: dict[str, Any] = msgspec.to_builtins(plan, order="sorted")
    return document


def plan_of(care_plan: CarePlan) -> Plan:
    """The plan as it was made, under the knowledge of its day."""
    return msgspec.convert(care_plan.plan, Plan)
