"""How do a therapist's details, skills and proofs change, and which registrations run out soon?"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import Registration, Skill, Therapist
from ischia.clinic.places.api import Place
from ischia.pathway.shared.errors import Refused

SOON, VERY_SOON = 60, 30
"""Days before a registration ends on which an owner hears of it."""


class Holds(StrEnum):
    """How a registration stands on a day."""

    UNCHECKED = "unchecked"
    EXPIRED = "expired"
    VERY_SOON = "very_soon"
    SOON = "soon"
    GOOD = "good"


def holds(registration: Registration, today: date) -> Holds:
    """Whether it has run out, does so within 30 or 60 days, or was never looked up."""
    left = (registration.expires_on - today).days
    if left < 0:
        return Holds.EXPIRED
    if registration.checked_on is None:
        return Holds.UNCHECKED
    if left <= VERY_SOON:
        return Holds.VERY_SOON
    return Holds.SOON if left <= SOON else Holds.GOOD


def change_therapist(
    *,
    actor: Actor,
    therapist: Therapist,
    name: str,
    gender: str,
    languages: Sequence[str],
    about: str,
    places: Sequence[Place],
    is_active: bool,
) -> None:
    """Keeps what clients read of a therapist, where they work and whether they can be booked.

    Raises:
        Refused: `no_name`, with its field.
    """
    if not name.strip():
        raise Refused("no_name", "A therapist needs a name.", field="name")
    with transaction.atomic():
        row = Therapist.objects.select_for_update().get(pk=therapist.pk)
        row.name, row.gender, row.about = name.strip(), gender, about.strip()
        row.languages, row.is_active = list(languages), is_active
        row.save(update_fields=["name", "gender", "about", "languages", "is_active"])
        row.places.set(places)
        detail = {"is_active": is_active, "places": sorted(str(place.pk) for place in places)}
        record(actor=actor, action="people.therapist_changed", subject=row, detail=detail)


def prove_skill(*, actor: Actor, therapist: Therapist, technique: str, evidence: str) -> Skill:
    """Notes that the therapist is trained in a technique, and what proves it; what was noted before is replaced.

    Raises:
        Refused: `no_evidence`, with its field.
    """
    if not evidence.strip():
        raise Refused("no_evidence", "Say what proves the training.", field="evidence")
    with transaction.atomic():
        skill, _is_new = Skill.objects.update_or_create(
            therapist=therapist, technique=technique, defaults={"evidence": evidence.strip()}
        )
        record(actor=actor, action="people.skill_proved", subject=therapist, detail={"technique": technique})
    return skill


def remove_skill(*, actor: Actor, skill: Skill) -> None:
    """Takes a skill away: the therapist is no longer proposed for what needs it."""
    with transaction.atomic():
        detail = {"technique": skill.technique}
        record(actor=actor, action="people.skill_removed", subject=skill.therapist, detail=detail)
        skill.delete()


def check_new_registration(*, body: str, number: str) -> None:
    """Refuse (`registered_already`, `no_registration`) an entry that is noted already or says nothing."""
    if not body.strip() or not number.strip():
        field = "number" if body.strip() else "body"
        raise Refused("no_registration", "Say which register, and the number in it.", field=field)
    if Registration.objects.filter(body=body.strip(), number=number.strip()).exists():
        raise Refused("registered_already", "This entry is noted already.", field="number")
