"""What is written when a therapist answers the proposed decision?"""

from datetime import datetime

import msgspec
from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.decide.models import DecisionRecord, PlanAfter
from ischia.clinic.decide.replanning import replan
from ischia.clinic.people.api import Episode, User
from ischia.clinic.treat.api import records_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.decide.api import Action, Decision
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Findings


def record_decision(
    *,
    actor: Actor,
    therapist: User,
    episode: Episode,
    decision: Decision,
    facts: Findings,
    action: Action,
    reason: str,
    knowledge: Knowledge,
    now: datetime,
) -> DecisionRecord:
    """Keep what a named therapist decided, and store the plan that follows from it.

    Deciding otherwise than proposed is refused without a reason. Where the decision asks for another plan and none can
    be made, the decision is kept all the same, with why (`PlanAfter.why_none`).
    """
    agrees = action is decision.action
    if not agrees and not reason.strip():
        raise Refused("reason_missing", "Say why you decide otherwise.", field="reason")
    with transaction.atomic():
        kept = DecisionRecord.objects.create(
            episode=episode,
            proposed=msgspec.to_builtins(decision),
            facts=dict(facts),
            action=action,
            agrees=agrees,
            reason=reason.strip(),
            knowledge_version=decision.knowledge_version,
            decided_by=therapist,
            decided_name=therapist.name,
            decided_at=now,
        )
        _plan_after(actor, kept, decision, knowledge, now)
        record(
            actor=actor,
            action="decide.answered",
            subject=kept,
            detail={"proposed": decision.action.value, "decided": action.value},
        )
    return kept


def _plan_after(actor: Actor, kept: DecisionRecord, decision: Decision, knowledge: Knowledge, now: datetime) -> None:
    replanned = replan(
        actor=actor,
        episode=kept.episode,
        decision=decision,
        action=Action(kept.action),
        rows=tuple(records_of(kept.episode).select_related("session__course")),
        knowledge=knowledge,
        now=now,
    )
    if replanned is not None:
        PlanAfter.objects.create(decision=kept, care_plan=replanned.care_plan, why_none=replanned.why_none[:400])
