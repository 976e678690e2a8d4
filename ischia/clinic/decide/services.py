"""What is written when a therapist answers the proposed decision?"""

from datetime import datetime

import msgspec
from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.people.api import Episode, User
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
    now: datetime,
) -> DecisionRecord:
    """Keep what a named therapist decided. Deciding otherwise than proposed is refused without a reason."""
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
        record(
            actor=actor,
            action="decide.answered",
            subject=kept,
            detail={"proposed": decision.action.value, "decided": action.value},
        )
    return kept
