"""With what does a page of the intake start, so that nobody types what is known?"""

from collections.abc import Mapping
from typing import Any

from ischia.clinic.people.api import ConsentKind, Episode, standing_consents
from ischia.pathway.shared.limits import POSITIONS


def known_for(episode: Episode, last: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By page: what the client said last time, and before that what booking asked; consents as they stand."""
    wishes = episode.preferences
    positions = [each for each in str(wishes.get("uncomfortable", "")).split() if each in POSITIONS]
    first: dict[str, dict[str, Any]] = {
        "reaching": {"phone": episode.client.phone},
        "goals": {"goals": "\n".join(episode.goals)},
        "comfort": {"positions": positions},
    }
    known = {page: {**first.get(page, {}), **told} for page, told in last.items()}
    for page, told in first.items():
        known.setdefault(page, told)
    known["reaching"]["phone"] = episode.client.phone
    known["agreements"] = {"contact_clinician": ConsentKind.CONTACT_CLINICIAN in standing_consents(episode.client)}
    return known
