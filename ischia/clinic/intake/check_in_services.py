"""What is written when a client checks in before a visit, and who hears of an alarming answer?"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.api import Session
from ischia.clinic.intake.check_in_queries import is_open
from ischia.clinic.intake.models import CheckIn
from ischia.clinic.messaging.api import absolute, write_message
from ischia.clinic.people.api import Membership, Role
from ischia.clinic.screen.api import Screening, findings_of, findings_to_json, latest_screening, verdict_to_json
from ischia.knowledge.records import Knowledge, Level
from ischia.pathway.screen.api import Verdict, answers_today, screen
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Answer, Findings

ALARM = "check_in_alarm"


def check_in(
    *, actor: Actor, session: Session, told: Mapping[str, Answer], knowledge: Knowledge, now: datetime
) -> CheckIn:
    """Keeps what the client told, with what it comes to, and tells the care team at once when it is alarming.

    The safety check on record stays as it is: only the therapist's re-screen makes a new one.

    Raises:
        Refused: `check_in_closed` outside of the two days before the visit, or once the visit has begun.
        BadInput: answers that go against what is on record, by finding.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",)).select_related(*_NEEDED).get(pk=session.pk)
        if not is_open(session, now):
            raise Refused("check_in_closed", _("The check-in is open for two days before a visit."))
        last = latest_screening(session.course.episode)
        verdict = judged(told, last, knowledge)
        row = CheckIn.objects.create(
            session=session,
            told=findings_to_json(Findings(dict(told))),
            outcome=verdict.outcome,
            is_worse=_is_worse(verdict, last),
            verdict=verdict_to_json(verdict),
            knowledge_version=verdict.knowledge_version,
            answered_at=now,
            answered_by=actor.label,
        )
        record(
            actor=actor,
            action="intake.checked_in",
            subject=row,
            detail={"session": str(session.pk), "outcome": verdict.outcome.value},
        )
        if row.is_alarming:
            _alert(actor, row, now)
    return row


_NEEDED = ("course__episode", "client__clinic", "therapist__user")


def judged(told: Mapping[str, Answer], last: Screening | None, knowledge: Knowledge) -> Verdict:
    """The answers together with everything on record, judged. Raises BadInput for what contradicts itself."""
    before = findings_of(last) if last else Findings()
    return screen(answers_today(before, told, knowledge, is_same_visit=False), knowledge)


def _is_worse(verdict: Verdict, last: Screening | None) -> bool:
    """Whether a rule fires that did not on record, at a level that stops or holds back a visit."""
    before = {reason["rule"] for reason in last.verdict.get("reasons", ())} if last else set()
    return any(reason.rule not in before and reason.level.rank > Level.LIMITS.rank for reason in verdict.reasons)


def _alert(actor: Actor, row: CheckIn, now: datetime) -> None:
    """To the therapist of the visit and the owners, without a word about health; the answers are behind the link."""
    session = row.session
    owners = Membership.objects.filter(clinic=session.client.clinic, role=Role.OWNER, user__is_active=True)
    addresses = {session.therapist.user.email, *owners.values_list("user__email", flat=True)}
    for address in sorted(addresses):
        write_message(
            actor=actor,
            client=session.client,
            kind=ALARM,
            key=f"check-in-alarm:{row.pk}:{address}",
            facts={"link": absolute(reverse("treat:session", args=[session.pk]))},
            now=now,
            episode=session.course.episode,
            address=address,
        )
