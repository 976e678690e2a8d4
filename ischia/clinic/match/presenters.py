"""How is a therapist shown: what they can prove, when they are free, and why they stand where they stand?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.match.forms import HALF_DAYS, language_in_words
from ischia.clinic.match.looking import Look
from ischia.clinic.match.weighing import LABELS, weights_of
from ischia.clinic.people.api import Therapist
from ischia.clinic.places.api import Access, Clinic, Place, Service, money
from ischia.knowledge.records import Knowledge, TechniqueId
from ischia.pathway.match.conditions import trainable
from ischia.pathway.match.values import Match, MatchReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One register entry that somebody has looked up."""

    body: str
    number: str
    checked_on: date | None
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """One technique or condition with what proves the training."""

    label: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One reason for the order: what it is about, its words, its weight in words, and how well it is met (0-1)."""

    label: str
    text: str
    score: str
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """One place: name, address, and what it offers to those who need it."""

    name: str
    address: str
    access: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """What is the same of a therapist for everybody who looks."""

    id: str
    name: str
    first_name: str
    initials: str
    about: str
    proofs: tuple[Proof, ...]
    skills: tuple[Trained, ...]
    conditions: tuple[Trained, ...]
    languages: str
    places: tuple[PlaceShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapistCard:
    """One therapist for one visitor. `times` are the next free time of each half day, by the half day's name."""

    portrait: Portrait
    times: tuple[tuple[str, str], ...]
    reasons: tuple[Weighed, ...]
    highlights: tuple[Weighed, ...]
    """The reasons that answer what the visitor asked for or told us, where they are met."""


ANSWERS = ("gender", "language", "training", "continuity", "place", "distance")


@dataclass(frozen=True, slots=True)
class _Page:
    """What every card of one page shares."""

    zone: ZoneInfo
    today: date
    until: datetime
    knowledge: Knowledge
    conditions: Mapping[str, str]
    next_free: Mapping[str, Mapping[str, datetime]]


def show_cards(
    look: Look, most: int | None, *, until: datetime, clinic: Clinic, knowledge: Knowledge
) -> tuple[TherapistCard, ...]:
    """The therapists on offer, best first and no more than `most`, with their free times up to `until`.

    Those who may not be offered are not mentioned to clients.
    """
    page = _page(look, until, clinic, knowledge)
    return tuple(_card(look.found.therapists[match.therapist], match, page) for match in look.offered[:most])


def show_therapist(
    look: Look, person: Therapist, match: Match | None, *, until: datetime, clinic: Clinic, knowledge: Knowledge
) -> TherapistCard:
    """One therapist as on the list; without reasons where they are not on offer for this visitor."""
    return _card(person, match, _page(look, until, clinic, knowledge))


def show_weights(clinic: Clinic) -> tuple[tuple[str, float], ...]:
    """Every reason that can move a therapist, in words, with the clinic's weight of it; the heaviest first."""
    weights = weights_of(clinic)
    return tuple((str(LABELS[name]), weights[name]) for name in sorted(weights, key=lambda name: -weights[name]))


def show_visit(service: Service, clinic: Clinic) -> str:
    """How long a visit takes and what it costs, with anybody here."""
    return _("%(minutes)d minutes, %(price)s a visit") % {
        "minutes": service.minutes,
        "price": money(service.price_minor, clinic),
    }


def when_in_words(start: datetime, zone: ZoneInfo) -> str:
    """For example "Tue 24 Nov, 10:15" in the clinic's time."""
    local = start.astimezone(zone)
    return f"{date_format(local, 'D j M')}, {local:%H:%M}"


def _page(look: Look, until: datetime, clinic: Clinic, knowledge: Knowledge) -> _Page:
    return _Page(
        zone=clinic.zoneinfo,
        today=look.now.astimezone(clinic.zoneinfo).date(),
        until=until,
        knowledge=knowledge,
        conditions=trainable(knowledge),
        next_free={str(one): starts for one, starts in look.found.next_free.items()},
    )


def _card(therapist: Therapist, match: Match | None, page: _Page) -> TherapistCard:
    reasons = [(each, _weighed(each)) for each in match.reasons] if match else []
    return TherapistCard(
        portrait=_portrait(therapist, page),
        times=_times(page.next_free.get(str(therapist.pk), {}), page),
        reasons=tuple(shown for _each, shown in reasons),
        highlights=tuple(shown for each, shown in reasons if each.name in ANSWERS and each.score),
    )


def _portrait(therapist: Therapist, page: _Page) -> Portrait:
    words = therapist.name.split()
    return Portrait(
        id=str(therapist.pk),
        name=therapist.name,
        first_name=words[0],
        initials="".join(word[0] for word in (words[0], words[-1])),
        about=therapist.about,
        proofs=tuple(
            Proof(body=entry.body, number=entry.number, checked_on=entry.checked_on, expires_on=entry.expires_on)
            for entry in therapist.entries
            if entry.holds_on(page.today)
        ),
        skills=tuple(
            Trained(label=_technique(skill.technique, page.knowledge), evidence=skill.evidence)
            for skill in therapist.training
        ),
        conditions=tuple(
            Trained(label=page.conditions[id], evidence=proof)
            for id, proof in therapist.conditions.items()
            if id in page.conditions
        ),
        languages=", ".join(language_in_words(each) for each in therapist.languages),
        places=tuple(_place(place) for place in therapist.treats_at),
    )


def _times(starts: Mapping[str, datetime], page: _Page) -> tuple[tuple[str, str], ...]:
    """The half days in the order of the day."""
    return tuple(
        (str(label), when_in_words(starts[name], page.zone))
        for name, label in HALF_DAYS.items()
        if name in starts and starts[name] < page.until
    )


def _place(place: Place) -> PlaceShown:
    offered = [str(Access(code).label) for code in place.access if code in Access.values]
    return PlaceShown(
        name=place.name,
        address=f"{place.address}, {place.postcode}",
        access=(*([_("Step-free")] if place.step_free else []), *offered),
    )


def _weighed(reason: MatchReason) -> Weighed:
    return Weighed(
        label=str(LABELS[reason.name]),
        text=reason.text,
        score=f"{reason.score:.2f}",
        weight=_("weight %(weight)s") % {"weight": f"{reason.weight:g}"},
    )


def _technique(id: str, knowledge: Knowledge) -> str:
    technique = knowledge.techniques.get(TechniqueId(id))
    return technique.label if technique else _("Massage")
