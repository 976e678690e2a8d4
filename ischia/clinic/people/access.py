"""How does a view ask for a role? `@require_role(Role.THERAPIST, Role.OWNER)`; `role_of(request)` in its body."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from ischia.clinic.people.models import Role
from ischia.clinic.people.policies import role_in

P = ParamSpec("P")


def role_of(request: HttpRequest) -> Role | None:
    """The visitor's role at this installation's clinic, looked up once a request."""
    if not hasattr(request, "_ischia_role"):
        clinic = getattr(request, "clinic", None)
        request._ischia_role = role_in(request.user, clinic) if clinic else None  # type: ignore[attr-defined] # kept on the request
    role: Role | None = request._ischia_role  # type: ignore[attr-defined] # set above
    return role


def note_client(request: HttpRequest) -> None:
    """A client record of the visitor was read already: they are a client, unless they work at the clinic."""
    clinic = getattr(request, "clinic", None)
    if clinic is not None and clinic.pk not in getattr(request.user, "staff_roles", {}):
        request._ischia_role = Role.CLIENT  # type: ignore[attr-defined] # kept on the request


def require_role(
    *roles: Role, hidden: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Lets only `roles` into a view. Nobody signed in goes to sign in; others get 403, or 404 when `hidden`."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if role_of(request) not in roles:
                if hidden:
                    raise Http404
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
