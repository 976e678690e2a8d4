"""Which facts about the visitor may every template use?"""

from typing import Any

from django.http import HttpRequest

from ischia.clinic.people.access import role_of


def people(request: HttpRequest) -> dict[str, Any]:
    """`role` (None, "client", "therapist", "front_desk" or "owner") and `clinic`."""
    return {"role": role_of(request), "clinic": getattr(request, "clinic", None)}
