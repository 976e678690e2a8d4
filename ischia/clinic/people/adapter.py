"""How does allauth fit our house? Accounts come about by e-mail code, or by the owner; there is no sign-up page."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes allauth's own sign-up page: `EmailCodeForm` makes accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
