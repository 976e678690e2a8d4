"""How is a plan said to the client, and what may it claim?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.api import certainty_in_words, fill_numbers, limits_in_words
from ischia.knowledge.records import Claim, ClaimId, Knowledge
from ischia.pathway.plan.api import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueShown:
    """One technique of the plan, with its share of the session."""

    label: str
    text: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """One popular claim with its honest answer."""

    claim: str
    answer: str
    grade: str
    certainty: str
    is_verified: bool
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """The plan as the client reads it."""

    sessions: int
    minutes: int
    spacing: str
    review: str
    techniques: tuple[TechniqueShown, ...]
    excluded: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    home_programme: tuple[str, ...]
    goals: tuple[str, ...]
    consent_points: tuple[str, ...]
    expected_soreness: str
    stop_rules: tuple[str, ...]
    why_this: str
    claims: tuple[ClaimShown, ...]
    is_provisional: bool


def show_plan(plan: Plan, knowledge: Knowledge, clinic: Clinic) -> PlanShown:
    """The plan in the client's words, with the clinic's numbers to call."""
    course = plan.course
    return PlanShown(
        sessions=course.sessions,
        minutes=course.session_minutes,
        spacing=_("about every %d days") % course.spacing_ideal_days,
        review=_("We look at your progress together after session %(session)d, or after %(days)d days at the latest.")
        % {"session": course.review_after_session, "days": course.review_by_day},
        techniques=tuple(_techniques(plan, knowledge)),
        excluded=tuple((_what(exclusion.what, knowledge), exclusion.why) for exclusion in plan.excluded),
        limits=limits_in_words(plan.limits, knowledge),
        home_programme=plan.home_programme,
        goals=plan.goals,
        consent_points=plan.consent_points,
        expected_soreness=plan.expected_soreness,
        stop_rules=tuple(fill_numbers(rule, clinic) for rule in plan.stop_rules),
        why_this=plan.why_this,
        claims=show_claims(plan.claims, knowledge),
        is_provisional=plan.is_provisional,
    )


def show_claims(claims: Iterable[ClaimId], knowledge: Knowledge) -> tuple[ClaimShown, ...]:
    """The claims with their honest answers, grades and sources."""
    return tuple(_claim(knowledge.claims[id], knowledge) for id in claims if id in knowledge.claims)


def _techniques(plan: Plan, knowledge: Knowledge) -> Iterable[TechniqueShown]:
    minutes: dict[str, int] = {}
    for block in plan.blocks:
        minutes[block.technique] = minutes.get(block.technique, 0) + block.minutes
    for id, technique in knowledge.techniques.items():
        if id in minutes:
            yield TechniqueShown(label=technique.label, text=technique.say.client, minutes=minutes[id])


def _what(what: str, knowledge: Knowledge) -> str:
    """An exclusion names a technique, a region or says it in words."""
    for records in (knowledge.techniques, knowledge.regions, knowledge.muscles):
        for id, record in records.items():
            if id == what:
                return record.label
    return what


def _claim(claim: Claim, knowledge: Knowledge) -> ClaimShown:
    return ClaimShown(
        claim=claim.claim,
        answer=claim.honest_wording,
        grade=claim.grade,
        certainty=certainty_in_words(claim.backing.grade),
        is_verified=claim.backing.is_verified,
        citations=tuple(knowledge.evidence[id].citation for id in claim.backing.evidence if id in knowledge.evidence),
    )
