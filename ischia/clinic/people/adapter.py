"""How does allauth fit our house? Accounts come about by e-mail code, or by the owner; there is no sign-up page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes allauth's own sign-up page (`EmailCodeForm` makes accounts) and leads everybody to their first page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody goes who was not on the way to another page: therapists to today's list, clients home."""
        role = getattr(request.user, "role_label", "client")
        home: str = settings.ISCHIA_HOME_OF_ROLE[role]
        return home


class PasskeyAdapter(DefaultMFAAdapter):
    """A passkey signs in by itself; who has one may go on signing in by code, without being asked for both."""

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        return False
