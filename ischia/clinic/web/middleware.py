"""Which page answers when an engine or a service refuses? One table maps errors to answers."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.defaults import page_not_found

from ischia.pathway.shared.errors import BadInput, NotFound, Refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]
CONFLICT = 409
UNPROCESSABLE = 422


class ErrorPages:
    """NotFound is 404 (also for what somebody may not see), Refused 409, BadInput 422: pages in plain words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return page_not_found(request, Http404())
        if isinstance(exception, Refused):
            status = UNPROCESSABLE if isinstance(exception, BadInput) else CONFLICT
            context = {"message": exception.message, "code": exception.code}
            return render(request, "web/refused.html", context, status=status)
        return None
