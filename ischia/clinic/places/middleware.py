"""In which zone does a page show its times? In the clinic's, whatever the server's is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from ischia.clinic.places.queries import current_clinic
from ischia.pathway.shared.errors import NotFound

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ClinicMiddleware:
    """Sets `request.clinic` (None on an installation without one) and activates its time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            clinic = current_clinic()
        except NotFound:
            request.clinic = None  # type: ignore[attr-defined] # the request carries its clinic as it carries its user
            return self.get_response(request)
        request.clinic = clinic  # type: ignore[attr-defined] # as above
        with timezone.override(clinic.zoneinfo):
            return self.get_response(request)
