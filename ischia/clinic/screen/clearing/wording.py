"""What is a clinician shown: what was found, what is planned, which limits hold already, and what is asked?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ischia.clinic.screen.clearing.planned import Planned, planned_for, planned_of
from ischia.clinic.screen.mapping import clearance_limits, verdict_of
from ischia.clinic.screen.models import Clearance, ClearanceRequest, Screening
from ischia.clinic.screen.presenters import certainty_in_words
from ischia.knowledge.records import Grade, Knowledge, Level
from ischia.pathway.screen.api import Reason, combine_limits
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS, Limits
from ischia.pathway.treat.api import CLEARANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonTold:
    """One rule in the clinician's wording, what it rests on, and how far it can be believed."""

    text: str
    used: str
    title: str
    certainty: str
    is_verified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTold:
    """One row of what is planned."""

    technique: str
    area: str
    pressure: str
    position: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The one page. `asking` are the reasons for asking, `noted` those that only set limits.

    `techniques` and `checked_for` make the information sheet: how we work, and which contraindications we ask about.
    """

    clinic: str
    contact: tuple[str, ...]
    client: str
    born_on: date | None
    checked_at: datetime
    clinician: str
    asking: tuple[ReasonTold, ...]
    noted: tuple[ReasonTold, ...]
    limits: tuple[str, ...]
    planned: Planned | None
    work: tuple[WorkTold, ...]
    techniques: tuple[tuple[str, str], ...]
    checked_for: tuple[str, ...]
    language: str


def sheet_of(request: ClearanceRequest, knowledge: Knowledge) -> Sheet:
    """What the clinician is shown, as it stood when they were asked."""
    return _sheet(request.screening, planned_of(request), request.clinician_name, knowledge)


def sheet_for(screening: Screening, knowledge: Knowledge) -> Sheet:
    """What a clinician would be shown if asked now."""
    return _sheet(screening, planned_for(screening.episode), "", knowledge)


def _sheet(screening: Screening, planned: Planned | None, clinician: str, knowledge: Knowledge) -> Sheet:
    verdict, client = verdict_of(screening), screening.episode.client
    asking = [reason for reason in verdict.reasons if reason.level is Level.CLINICIAN_FIRST]
    noted = [reason for reason in verdict.reasons if reason.level is not Level.CLINICIAN_FIRST]
    return Sheet(
        clinic=client.clinic.name,
        contact=tuple(line for line in (client.clinic.phone, client.clinic.email) if line),
        client=client.name,
        born_on=client.date_of_birth,
        checked_at=screening.completed_at,
        clinician=clinician,
        asking=tuple(_told(reason, knowledge) for reason in asking),
        noted=tuple(_told(reason, knowledge) for reason in noted),
        limits=tuple(limits_for_clinician(verdict.limits, knowledge)),
        planned=planned,
        work=tuple(_work(planned)),
        techniques=tuple((each.label, each.say.clinician) for each in knowledge.techniques.values()),
        checked_for=tuple(rule.title for rule in knowledge.contraindications.values()),
        language=get_language() or "en-gb",
    )


def pressure_for_clinician(pressure: int) -> str:
    """The 1-5 scale by number and word."""
    words = {1: _("lotion"), 2: _("light"), 3: _("moderate"), 4: _("firm"), 5: _("deep")}
    return _("%(number)d of 5, %(word)s") % {"number": pressure, "word": words[pressure]}


def position_for_clinician(position: str) -> str:
    """How somebody lies or sits, in the clinician's word."""
    return dict(positions_in_order()).get(position, position)


def positions_in_order() -> list[tuple[str, str]]:
    """Every position with the clinician's word for it."""
    words = {
        "prone": _("Prone"),
        "supine": _("Supine"),
        "side_lying": _("Side-lying"),
        "semi_reclined": _("Semi-reclined"),
        "seated": _("Seated"),
    }
    return [(position, words[position]) for position in POSITIONS]


def limits_for_clinician(limits: Limits, knowledge: Knowledge) -> Iterable[str]:
    """Each limit as a short line."""
    if limits.max_pressure < FULL_PRESSURE:
        yield _("Pressure at most %s") % pressure_for_clinician(limits.max_pressure)
    if limits.max_minutes is not None:
        yield _("Sessions of at most %d minutes") % limits.max_minutes
    if limits.exclude_techniques:
        excluded = [each.label for id, each in knowledge.techniques.items() if id in limits.exclude_techniques]
        yield _("Not used: %s") % ", ".join(excluded)
    if limits.avoid_regions:
        avoided = [each.label for id, each in knowledge.regions.items() if id in limits.avoid_regions]
        yield _("Left alone: %s") % ", ".join(avoided)
    if limits.positions != frozenset(POSITIONS):
        kept = [label for position, label in positions_in_order() if position in limits.positions]
        yield _("Only these positions: %s") % ", ".join(kept)
    if limits.no_heat:
        yield _("No heat")
    if limits.no_tools:
        yield _("Hands only: no tools, cups or elbows")
    if limits.no_end_range_stretch:
        yield _("No stretching to the end of the range")
    yield from limits.precautions


def limits_set_by(clearance: Clearance, knowledge: Knowledge) -> tuple[str, ...]:
    """The limits that a clinician set, each as a short line."""
    return tuple(limits_for_clinician(combine_limits([(CLEARANCE, clearance_limits(clearance))]), knowledge))


def _told(reason: Reason, knowledge: Knowledge) -> ReasonTold:
    rule = knowledge.red_flags.get(reason.rule) or knowledge.contraindications.get(reason.rule)
    return ReasonTold(
        text=reason.say.clinician,
        used="; ".join(knowledge.findings[id].label for id in reason.findings_used if id in knowledge.findings),
        title=reason.title,
        certainty=certainty_in_words(rule.backing.grade if rule else Grade.CONSENSUS),
        is_verified=reason.is_verified,
        sources=tuple(knowledge.evidence[id].citation for id in reason.citations if id in knowledge.evidence),
    )


def _work(planned: Planned | None) -> Iterable[WorkTold]:
    for each in planned.work if planned else ():
        yield WorkTold(
            technique=each.technique,
            area=each.area,
            pressure=pressure_for_clinician(each.pressure),
            position=position_for_clinician(each.position),
            minutes=each.minutes,
        )
