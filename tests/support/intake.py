"""With what do the tests fill in an intake?"""

from datetime import datetime
from typing import Any

from ischia.clinic.audit.api import Actor
from ischia.clinic.intake.models import Intake
from ischia.clinic.intake.services import save_step, send_intake
from ischia.clinic.intake.steps import STEPS
from ischia.clinic.people.api import Episode
from tests.support.clinic import NOW

TYPED: dict[str, dict[str, Any]] = {
    "reaching": {
        "phone": "0131 496 0111",
        "emergency_name": "Isla Kerr",
        "emergency_relation": "sister",
        "emergency_phone": "0131 496 0222",
    },
    "clinician": {"name": "Dr Shona Laird", "practice": "Leith Walk", "phone": "0131 496 0333"},
    "treatments": {"tried": ["exercise", "injection"], "helped": "walking", "worse": "sitting"},
    "medicines": {"medicines": "paracetamol"},
    "goals": {"goals": "walk the dog", "worries": "that it never ends"},
    "comfort": {"positions": ["prone"], "gender": "female", "needs": ["cannot_sit"], "needs_more": ""},
    "avoid": {"comfort": ["tell_first"], "avoid": "the left knee"},
    "agreements": {"contact_clinician": "on"},
}
"""A whole intake, page by page, as a browser sends it."""


def typed(page: str) -> dict[str, list[str]]:
    """One page as the service takes it."""
    return {name: value if isinstance(value, list) else [value] for name, value in TYPED[page].items()}


def told(episode: Episode, *, actor: Actor, now: datetime = NOW) -> Intake:
    """A whole intake, sent."""
    for step in STEPS:
        save_step(actor=actor, episode=episode, step=step, typed=typed(step.id), now=now)
    return send_intake(actor=actor, episode=episode, now=now)
