"""What happens around every page: one more header, and a page for each error that may leave a service."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from ischia.pathway.shared.errors import BadInput, NotFound, Refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]

BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409
FORBIDDEN_CODES = frozenset({"no_actor", "not_allowed", "not_owner"})


class PermissionsPolicyMiddleware:
    """Says no to camera, place and the like on every page: no page of ours needs them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class ErrorsMiddleware:
    """Turns NotFound and Refused into pages. A view may catch them itself to say more."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return render(request, "404.html", status=NOT_FOUND)
        if isinstance(exception, Refused):
            shown = {"message": exception.message, "code": exception.code}
            return render(request, "web/refused.html", shown, status=status_of(exception))
        return None


def status_of(refused: Refused) -> int:
    """The HTTP status for a refusal: 400 bad input, 403 not yours to do, 409 not in this state."""
    if isinstance(refused, BadInput):
        return BAD_REQUEST
    return FORBIDDEN if refused.code in FORBIDDEN_CODES else CONFLICT
