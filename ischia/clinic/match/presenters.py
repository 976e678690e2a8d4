"""How is a therapist shown: what they can prove, when they are free, and why they stand where they stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.match.forms import language_in_words
from ischia.clinic.match.queries import Matches
from ischia.clinic.people.api import Therapist
from ischia.knowledge.records import Knowledge, TechniqueId
from ischia.pathway.match.values import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One register entry that somebody has looked up."""

    body: str
    number: str
    checked_on: date | None
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillShown:
    """One technique with what proves the training."""

    label: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One reason for the order, with its weight and how well it is met (0-1)."""

    text: str
    score: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapistCard:
    """One therapist on offer."""

    id: str
    name: str
    first_name: str
    initials: str
    about: str
    proofs: tuple[Proof, ...]
    skills: tuple[SkillShown, ...]
    languages: str
    places: tuple[tuple[str, bool], ...]
    """Each place's name, and whether it is step-free."""
    times: tuple[str, ...]
    reasons: tuple[Weighed, ...]


def show_cards(
    matches: Matches, *, until: datetime, zone: ZoneInfo, today: date, knowledge: Knowledge
) -> tuple[TherapistCard, ...]:
    """The therapists on offer, best first, with their free times up to `until`.

    Those who may not be offered are not mentioned to clients.
    """
    people = [(match, matches.therapists[match.therapist]) for match in matches.ranking.offered]
    times = {one.pk: [start for start in matches.next_free.get(one.pk, ()) if start < until] for _match, one in people}
    return tuple(_card(match, one, times[one.pk], zone, today, knowledge) for match, one in people)


def when_in_words(start: datetime, zone: ZoneInfo) -> str:
    """For example "Tue 24 Nov, 10:15" in the clinic's time."""
    local = start.astimezone(zone)
    return f"{date_format(local, 'D j M')}, {local:%H:%M}"


def _card(
    match: Match,
    therapist: Therapist,
    times: Sequence[datetime],
    zone: ZoneInfo,
    today: date,
    knowledge: Knowledge,
) -> TherapistCard:
    places = list(therapist.places.all())
    words = therapist.name.split()
    return TherapistCard(
        id=match.therapist,
        name=therapist.name,
        first_name=words[0],
        initials="".join(word[0] for word in (words[0], words[-1])),
        about=therapist.about,
        proofs=tuple(
            Proof(body=entry.body, number=entry.number, checked_on=entry.checked_on, expires_on=entry.expires_on)
            for entry in therapist.registrations.all()
            if entry.holds_on(today)
        ),
        skills=tuple(
            SkillShown(label=_technique(skill.technique, knowledge), evidence=skill.evidence)
            for skill in therapist.skills.all()
        ),
        languages=", ".join(language_in_words(each) for each in therapist.languages),
        places=tuple((place.name, place.step_free) for place in places),
        times=tuple(when_in_words(start, zone) for start in times),
        reasons=tuple(Weighed(text=each.text, score=each.score, weight=each.weight) for each in match.reasons),
    )


def _technique(id: str, knowledge: Knowledge) -> str:
    technique = knowledge.techniques.get(TechniqueId(id))
    return technique.label if technique else _("Massage")
