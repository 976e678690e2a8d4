"""Which facts about the visitor may every template use?"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ischia.clinic.people.access import role_of


def people(request: HttpRequest) -> dict[str, Any]:
    """`clinic`, `role` (none, "client", "therapist", "front_desk" or "owner") and whether this `is_demo`.

    The role is looked up only where it is used.
    """
    return {
        "role": SimpleLazyObject(lambda: role_of(request)),
        "clinic": getattr(request, "clinic", None),
        "is_demo": settings.ISCHIA_DEMO,
    }
