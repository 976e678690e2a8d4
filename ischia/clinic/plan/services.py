"""What is written when a plan is made, and when somebody becomes a client?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ischia.clinic.assess.api import Assessment, record_assessment
from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import (
    Client,
    ClientDetails,
    ConsentKind,
    Episode,
    User,
    can_act_as_client,
    give_consent,
    open_episode,
    open_episode_of,
    register_client,
)
from ischia.clinic.places.api import Clinic
from ischia.clinic.plan.mapping import plan_to_json
from ischia.clinic.plan.models import CarePlan
from ischia.clinic.plan.proposal import propose_plan
from ischia.clinic.plan.wishes import goals_from
from ischia.clinic.screen.api import Screening, Standing, record_screening
from ischia.pathway.plan.api import Plan
from ischia.pathway.shared.errors import Refused

CONSENT_WORDING = "2026-11"
CONSENTS = (ConsentKind.HEALTH_DATA, ConsentKind.TREATMENT)
BY_CLIENT, BY_HELPER = "client", "somebody acting for the client"


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunEpisode:
    """Everything that was stored when somebody became a client."""

    client: Client
    episode: Episode
    screening: Screening
    assessment: Assessment
    care_plan: CarePlan


def record_plan(*, actor: Actor, episode: Episode, plan: Plan, now: datetime) -> CarePlan:
    """Keeps a plan. An earlier plan of the episode stays; the latest counts."""
    with transaction.atomic():
        care_plan = CarePlan.objects.create(
            episode=episode,
            plan=plan_to_json(plan),
            sessions=plan.course.sessions,
            session_minutes=plan.course.session_minutes,
            knowledge_version=plan.knowledge_version,
            at=now,
            actor=actor.label,
        )
        record(
            actor=actor,
            action="plan.recorded",
            subject=care_plan,
            detail={"episode": str(episode.pk), "sessions": plan.course.sessions},
        )
    return care_plan


def begin_episode(
    *,
    actor: Actor,
    clinic: Clinic,
    user: User,
    details: ClientDetails,
    stand: Standing,
    now: datetime,
    acting_for: Client | None = None,
) -> BegunEpisode:
    """Stores client, consents, episode, screening, assessment and plan: all of them, or nothing.

    `acting_for` is the client where the user acts for somebody else. Somebody who has an open episode goes on with it.
    Refused with `health_not_shared` where the user may not see that client's health record, `be_seen_first` when the
    answers say so, `questions_open` when the safety check is not finished, `no_plan` when there is no plan for them.
    """
    if acting_for is not None:
        check_may_answer_for(user, acting_for)
    if not stand.may_go_on:
        raise _refusal(stand)
    proposal = propose_plan(stand)
    if proposal.plan is None:
        raise Refused("no_plan", proposal.why_not)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        client = acting_for or register_client(actor=actor, clinic=clinic, details=details, now=now, user=user)
        for kind in CONSENTS:
            give_consent(actor=actor, client=client, kind=kind, wording_version=CONSENT_WORDING, now=now)
        episode = open_episode_of(client) or _new_episode(actor, client, stand, now)
        screening = record_screening(
            actor=actor,
            episode=episode,
            purpose=Screening.Purpose.BOOKING,
            findings=stand.findings,
            knowledge=stand.knowledge,
            answered_by=BY_HELPER if acting_for is not None else BY_CLIENT,
            now=now,
        )
        assessment = record_assessment(
            actor=actor,
            episode=episode,
            findings=stand.draft.answers,
            chart=stand.draft.chart,
            knowledge=stand.knowledge,
            now=now,
        )
        care_plan = record_plan(actor=actor, episode=episode, plan=proposal.plan, now=now)
    return BegunEpisode(client=client, episode=episode, screening=screening, assessment=assessment, care_plan=care_plan)


def check_may_answer_for(user: User, client: Client) -> None:
    """Only who sees the health record writes it: somebody who books visits only answers no safety questions."""
    if not can_act_as_client(user, client, health=True):
        raise Refused(
            "health_not_shared",
            _(
                "You look after the visits, not the health answers. Please let the person answer the safety questions "
                "themselves, or ask them to share their health answers with you."
            ),
        )


def _new_episode(actor: Actor, client: Client, stand: Standing, now: datetime) -> Episode:
    wishes = dict(stand.draft.wishes)
    return open_episode(actor=actor, client=client, now=now, goals=goals_from(wishes), preferences=wishes)


def _refusal(stand: Standing) -> Refused:
    if not stand.has_begun or stand.asks is not None:
        return Refused("questions_open", "The safety questions are not finished, so nothing can be booked yet.")
    return Refused("be_seen_first", "The answers to the safety questions do not allow a booking.")
