"""Which plan follows from what a therapist decided? The old plan stays on record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ischia.clinic.assess.api import latest_assessment, picture_of
from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import CarePlan, latest_care_plan, plan_of, preferences_from, record_plan
from ischia.clinic.screen.api import findings_of, latest_screening, verdict_of
from ischia.clinic.treat.api import Ending, SessionRecord, record_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import assess, route
from ischia.pathway.decide.api import Action, Decision, changes_after
from ischia.pathway.plan.api import Changes, Plan, plan
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """The plan that was stored; or why there is none although the decision asks for one."""

    care_plan: CarePlan | None = None
    why_none: str = ""


def replan(
    *,
    actor: Actor,
    episode: Episode,
    decision: Decision,
    action: Action,
    rows: Sequence[SessionRecord],
    knowledge: Knowledge,
    now: datetime,
) -> Replanned | None:
    """Store the plan that `action` asks for, from the newest safety check and assessment; None when it asks for none.

    A plan that cannot be made (a dose that cannot fall, a verdict that allows none) is no reason to lose the decision:
    why there is none is kept with it.
    """
    current = latest_care_plan(episode)
    if current is None:
        return None
    changes = _changes(plan_of(current), replace(decision, action=action), current, rows)
    if changes is None:
        return None
    try:
        made = _made(episode, changes, plan_of(current), knowledge)
    except Refused as refused:
        return Replanned(why_none=refused.message)
    return Replanned(care_plan=record_plan(actor=actor, episode=episode, plan=made, now=now))


def _changes(plan_now: Plan, decision: Decision, current: CarePlan, rows: Sequence[SessionRecord]) -> Changes | None:
    done = [row for row in rows if row.ending == Ending.DONE]
    of_plan = [row for row in done if row.session.course.care_plan_id == current.pk]
    return changes_after(
        decision,
        used={work.technique for row in done for work in record_of(row).work},
        sessions_done=len(done),
        so_far=plan_now.changes,
        is_block_done=len(of_plan) >= plan_now.course.sessions,
    )


def _made(episode: Episode, changes: Changes, plan_now: Plan, knowledge: Knowledge) -> Plan:
    screening = latest_screening(episode)
    if screening is None:
        raise Refused("never_screened", "There is no safety check on record, so no plan can be made.")
    assessment = latest_assessment(episode)
    picture = picture_of(assessment) if assessment else assess(findings_of(screening), (), knowledge)
    return plan(
        route(verdict_of(screening), picture),
        picture,
        goals=plan_now.goals,
        preferences=preferences_from(episode.preferences or {}),
        knowledge=knowledge,
        after=changes,
    )
