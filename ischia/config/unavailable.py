"""What does a visitor get when the database does not answer? A 503 of its own, which reads nothing and names nobody.

Django turns an error into a response at every middleware, so no middleware sees all of them; what it asks then is
`handler500`, or `handler400` where a session could not be saved. `ischia.config.urls` names both.
"""

import sqlite3
import sys
from collections.abc import Iterator

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views import defaults

UNAVAILABLE = 503
RETRY_SECONDS = 10
CODE = "database_away"
FOR_MACHINES = "endpoints"
"""The namespace whose addresses answer in JSON whatever is asked for."""

# Not among them is SQLITE_ERROR: a table that is missing is a fault of ours, which trying again does not mend.
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_READ_ONLY = "25006"
"""PostgreSQL's code for a write on a server that has been made a standby."""


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database was away, else the page for a fault of ours."""
    return away(request) if is_away(sys.exc_info()[1]) else defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """503 when the session could not be saved because the database was away, else the page for a bad request."""
    return away(request) if is_away(exception) else defaults.bad_request(request, exception)


def away(request: HttpRequest) -> HttpResponse:
    """The answer itself: a page, or JSON for those who want that."""
    message = gettext("We cannot reach our records at the moment. Please try again in a moment.")
    response: HttpResponse
    if _wants_json(request):
        response = JsonResponse({"status": "no database", "code": CODE, "message": message}, status=UNAVAILABLE)
    else:
        response = HttpResponse(render_to_string("503.html", {"retry": request.method == "GET"}), status=UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    return response


def is_away(fault: BaseException | None) -> bool:
    """Whether a database that could not be reached, or was busy for too long, is what led to this error."""
    return any(_says_away(each) for each in _led_to(fault))


def _led_to(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _says_away(fault: BaseException) -> bool:
    if isinstance(fault, InternalError):
        return getattr(fault.__cause__, "sqlstate", None) == _READ_ONLY
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    if isinstance(fault.__cause__, sqlite3.Error):
        code = getattr(fault.__cause__, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return code & 0xFF in _SQLITE_AWAY  # the higher bits say more precisely how
    return True


def _wants_json(request: HttpRequest) -> bool:
    try:
        is_for_machines = resolve(request.path_info).namespace == FOR_MACHINES
    except Resolver404:
        is_for_machines = False
    return is_for_machines or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
