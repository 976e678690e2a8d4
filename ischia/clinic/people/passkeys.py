"""How does somebody add, use and remove a passkey, the way in beside the code by e-mail?

allauth does the cryptography. Adding or removing one asks for a sign-in of the last quarter of an hour: somebody at a
phone that was left open must not be able to make themselves a key.
"""

import json
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import User
from ischia.pathway.shared.errors import NotFound

RECENT = timedelta(minutes=15)
LONGEST_NAME = 60
UNPROCESSABLE = 422

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a credential raises that was not made by a browser."""


@never_cache
@login_required
@require_safe
def passkeys(request: HttpRequest) -> HttpResponse:
    """The visitor's passkeys."""
    return render(request, "account/passkeys.html", {"passkeys": _passkeys_of(request)})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Makes a passkey on this device. The browser does it; what comes back is checked and kept."""
    if not signed_in_recently(request):
        return redirect(f"{reverse('sign_in_again')}?next={reverse('add_passkey')}")
    if request.method == "POST":
        made = _made(request)
        if made:
            keep_passkey(user=_user(request), name=made["name"], credential=made["credential"])
            messages.success(request, _("Your passkey is ready. Use it the next time you sign in."))
            return redirect("passkeys")
        messages.error(request, _("That did not work. Please try again."))
    options = json.dumps(begin_registration(_user(request), True), cls=DjangoJSONEncoder)
    context = {"options": options, "name": _("My device"), "longest": LONGEST_NAME}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "account/add_passkey.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Asks the device for a passkey, and signs in with what it answers. What no device has made is refused."""
    try:
        response: HttpResponse = login_webauthn(request)
    except _MALFORMED:
        messages.error(request, _("That did not work. Please use your e-mail."))
        return redirect("account_request_login_code")
    return response


@login_required
@require_POST
def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Takes a passkey away: nobody signs in with it any more."""
    if not signed_in_recently(request):
        return redirect(f"{reverse('sign_in_again')}?next={reverse('passkeys')}")
    found = _passkeys_of(request).filter(pk=passkey_id).first()
    if found is None:
        raise NotFound("No such passkey")
    user = _user(request)
    with transaction.atomic():
        record(actor=Actor.of(user), action="people.passkey_removed", subject=user, detail={"passkey": found.pk})
        found.delete()
    messages.success(request, _("The passkey is removed."))
    return redirect("passkeys")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Says why a new sign-in is asked for, and leads there and back."""
    wanted = request.GET.get("next", "")
    target = wanted if wanted in {reverse("add_passkey"), reverse("passkeys")} else reverse("passkeys")
    if request.method == "GET":
        return render(request, "account/sign_in_again.html", {"target": target})
    logout(request)
    return redirect(f"{reverse('account_request_login_code')}?next={target}")


def _made(request: HttpRequest) -> dict[str, Any]:
    """The name and the credential that a device has made; empty for anything else."""
    form = AddWebAuthnForm({**request.POST.dict(), "passwordless": "on"}, user=request.user)
    try:
        return form.cleaned_data if form.is_valid() else {}
    except _MALFORMED:
        return {}


def keep_passkey(*, user: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keeps what allauth's form has checked."""
    with transaction.atomic():
        passkey: Authenticator = WebAuthn.add(user, name[:LONGEST_NAME], credential).instance
        record(actor=Actor.of(user), action="people.passkey_added", subject=user, detail={"passkey": passkey.pk})
    return passkey


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether the visitor proved who they are in the last quarter of an hour."""
    times = [record["at"] for record in get_authentication_records(request, _user(request)) if "at" in record]
    return bool(times) and timezone.now().timestamp() - max(times) <= RECENT.total_seconds()


def _passkeys_of(request: HttpRequest) -> Any:
    return Authenticator.objects.filter(user=_user(request), type=Authenticator.Type.WEBAUTHN).order_by("created_at")


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotFound("Nobody is signed in")
    return request.user
