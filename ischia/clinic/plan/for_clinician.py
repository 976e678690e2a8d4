"""What of a plan is a clinician told who is asked whether massage is suitable?"""

from collections.abc import Iterable, Iterator

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
        work=tuple(_work(plan_of(care_plan).blocks, knowledge)),
    )


def _work(blocks: Iterable[Block], knowledge: Knowledge) -> Iterator[PlannedWork]:
    """What is done alike at the beginning and at the end of a session, or on both sides, is told once."""
    alike: dict[tuple[str, str, int, str], int] = {}
    for block in blocks:
        technique, area = knowledge.techniques[block.technique].label, knowledge.muscles[block.muscle].label
        key = (technique, area, block.pressure, block.position)
        alike[key] = alike.get(key, 0) + block.minutes
    for (technique, area, pressure, position), minutes in alike.items():
        yield PlannedWork(technique=technique, area=area, pressure=pressure, position=position, minutes=minutes)
