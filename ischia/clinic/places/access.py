"""What does a request concern: which clinic, and which row of a list?"""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from ischia.clinic.places.models import Clinic
from ischia.pathway.shared.errors import NotFound

Row = TypeVar("Row", bound=Model)


def clinic_of(request: HttpRequest) -> Clinic:
    """The installation's clinic, which the middleware has read once for the request.

    NotFound when there is none yet, or several and none is named.
    """
    clinic = getattr(request, "clinic", None)
    if not isinstance(clinic, Clinic):
        raise NotFound("No clinic here yet")
    return clinic


def row_of(request: HttpRequest, rows: QuerySet[Row]) -> Row:
    """The row that the form names (`row`), if it is one of these; else NotFound."""
    try:
        key = UUID(request.POST.get("row", ""))
    except ValueError as unreadable:
        raise NotFound("No such row") from unreadable
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound("No such row")
    return found
