"""What is written when a safety check is completed, or when a clinician has answered?"""

from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec
from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import Episode
from ischia.clinic.screen.mapping import findings_to_json, verdict_to_json
from ischia.clinic.screen.models import Clearance, Screening
from ischia.clinic.screen.policies import check_may_be_cleared
from ischia.knowledge.records import Knowledge, LimitSet
from ischia.pathway.assess.api import Picture, route
from ischia.pathway.book.values import ClearanceAnswer
from ischia.pathway.screen.api import Audience, screen
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicianAnswer:
    """What a clinician answered about one person, and who the clinician is."""

    answer: ClearanceAnswer
    clinician_name: str
    clinician_role: str
    answered_on: date
    clinician_registration: str = ""
    limits: LimitSet = field(default_factory=LimitSet)


def record_screening(
    *,
    actor: Actor,
    episode: Episode,
    purpose: Screening.Purpose,
    findings: Findings,
    knowledge: Knowledge,
    answered_by: str,
    now: datetime,
    audience: Audience = Audience.CLIENT,
    picture: Picture | None = None,
) -> Screening:
    """Judges the answers here and now and keeps answers and verdict together.

    With a `picture` that leaves the route, what is kept is what is told: another route.

    A verdict that somebody hands in is never stored: it is always made from the answers. Raises `BadInput` for
    answers that cannot be used.
    """
    verdict = screen(findings, knowledge, audience=audience)
    if picture is not None:
        verdict = route(verdict, picture)
    with transaction.atomic():
        screening = Screening.objects.create(
            episode=episode,
            purpose=purpose,
            findings=findings_to_json(findings),
            outcome=verdict.outcome,
            level=verdict.level,
            verdict=verdict_to_json(verdict),
            knowledge_version=verdict.knowledge_version,
            answered_by=answered_by,
            completed_at=now,
        )
        record(
            actor=actor,
            action="screen.completed",
            subject=screening,
            detail={"episode": str(episode.pk), "purpose": purpose.value, "outcome": verdict.outcome.value},
        )
    return screening


def record_clearance(*, actor: Actor, screening: Screening, answer: ClinicianAnswer, now: datetime) -> Clearance:
    """Keeps a clinician's answer to this screening. Refused for urgent and emergency verdicts, and for a bare name."""
    check_may_be_cleared(screening)
    if not answer.clinician_name.strip():
        raise Refused("clinician_missing", "Say which clinician answered.", field="clinician_name")
    if answer.answered_on > now.date():
        raise Refused("answered_in_future", "The answer cannot be dated in the future.", field="answered_on")
    with transaction.atomic():
        clearance = Clearance.objects.create(
            episode=screening.episode,
            screening=screening,
            answer=answer.answer,
            limits=msgspec.to_builtins(answer.limits, order="sorted"),
            clinician_name=answer.clinician_name.strip(),
            clinician_role=answer.clinician_role.strip(),
            clinician_registration=answer.clinician_registration.strip(),
            answered_on=answer.answered_on,
            recorded_by=actor.id,
            recorded_at=now,
        )
        record(
            actor=actor,
            action="screen.clearance_recorded",
            subject=clearance,
            detail={"screening": str(screening.pk), "answer": answer.answer.value},
        )
    return clearance
