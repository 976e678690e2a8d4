"""What of a plan is a clinician told who is asked whether massage is suitable?"""

from ischia.clinic.people.api import Episode
from ischia.clinic.plan.mapping import plan_of
from ischia.clinic.plan.queries import latest_care_plan
from ischia.clinic.screen.api import Planned, PlannedWork
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Knowledge
from ischia.pathway.plan.api import Block


def plan_for_clinician(episode: Episode) -> Planned | None:
    """The plan that counts now: techniques, areas, pressure, position and minutes. None without a plan."""
    care_plan = latest_care_plan(episode)
    if care_plan is None:
        return None
    knowledge = load_knowledge()
    return Planned(
        sessions=care_plan.sessions,
        minutes=care_plan.session_minutes,
        work=tuple(_work(block, knowledge) for block in plan_of(care_plan).blocks),
    )


def _work(block: Block, knowledge: Knowledge) -> PlannedWork:
    return PlannedWork(
        technique=knowledge.techniques[block.technique].label,
        area=knowledge.muscles[block.muscle].label,
        pressure=block.pressure,
        position=block.position,
        minutes=block.minutes,
    )
