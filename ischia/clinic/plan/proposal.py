"""What does everything said so far come to: a picture and a provisional plan, or why there is none?"""

from dataclasses import dataclass

from ischia.clinic.plan.wishes import goals_from, preferences_from
from ischia.clinic.screen.api import Standing
from ischia.pathway.assess.api import Picture, assess, route
from ischia.pathway.plan.api import Plan, plan
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The picture, the verdict after looking at it, and the plan; `why_not` says why there is no plan."""

    picture: Picture
    verdict: Verdict
    plan: Plan | None
    why_not: str = ""


def propose_plan(stand: Standing) -> Proposal:
    """Goes from the safety check to a provisional plan, in one go and always the same way for the same answers."""
    knowledge = stand.knowledge
    picture = assess(stand.draft.answers, stand.draft.chart, knowledge)
    verdict = route(stand.verdict, picture)
    try:
        made = plan(
            verdict,
            picture,
            goals=goals_from(stand.draft.wishes),
            preferences=preferences_from(stand.draft.wishes),
            knowledge=knowledge,
        )
    except Refused as refusal:
        return Proposal(picture=picture, verdict=verdict, plan=None, why_not=refusal.message)
    return Proposal(picture=picture, verdict=verdict, plan=made)
