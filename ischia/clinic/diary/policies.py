"""Who may see and change working hours, time off, closures and limits?

The front desk and the owner of the clinic change everybody's; a therapist sees their own. To anybody else a therapist's
diary does not exist.
"""

from typing import Any

from ischia.clinic.people.api import Role, Therapist, role_in
from ischia.clinic.places.api import Clinic
from ischia.pathway.shared.errors import NotFound, Refused

DESK = frozenset({Role.FRONT_DESK, Role.OWNER})


def can_manage_diary(user: Any, clinic: Clinic) -> bool:
    """Hours, time off, closures and limits of the clinic."""
    return role_in(user, clinic) in DESK


def can_read_diary_of(user: Any, therapist: Therapist) -> bool:
    """Hours, time off and limits of one therapist."""
    if can_manage_diary(user, therapist.clinic):
        return True
    return role_in(user, therapist.clinic) is Role.THERAPIST and therapist.user_id == user.pk


def check_can_read_diary_of(user: Any, therapist: Therapist) -> None:
    if not can_read_diary_of(user, therapist):
        raise NotFound("No such therapist")


def check_can_manage_diary_of(user: Any, therapist: Therapist) -> None:
    """A therapist who may see their hours is told why they may not change them."""
    check_can_read_diary_of(user, therapist)
    if not can_manage_diary(user, therapist.clinic):
        raise Refused("not_allowed", "Only the front desk and the owner change hours. Please ask them.")
