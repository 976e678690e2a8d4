"""Which clinic does a request concern? `clinic_of(request)`; the middleware has read it, once a request."""

from django.http import HttpRequest

from ischia.clinic.places.models import Clinic
from ischia.pathway.shared.errors import NotFound


def clinic_of(request: HttpRequest) -> Clinic:
    """The installation's clinic. NotFound when there is none yet, or several and none is named."""
    clinic = getattr(request, "clinic", None)
    if not isinstance(clinic, Clinic):
        raise NotFound("No clinic here yet")
    return clinic
