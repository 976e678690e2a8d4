"""Who sees which calendar? The front desk and the owner all of it, a therapist their own column and nothing to drag."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ischia.clinic.people.api import Role, Therapist, role_of, therapist_of

DESK = (Role.FRONT_DESK, Role.OWNER)
STAFF = (*DESK, Role.THERAPIST)


def only_of(request: HttpRequest) -> Therapist | None:
    """The therapist whose column is all that this visitor sees; None for those who see every column."""
    if role_of(request) in DESK:
        return None
    therapist = therapist_of(request.user)
    if therapist is None:
        raise PermissionDenied
    return therapist
