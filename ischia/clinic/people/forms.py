"""What does somebody type to sign in? One e-mail address, known or not."""

from allauth.account.forms import RequestLoginCodeForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ischia.clinic.people.models import User
from ischia.clinic.people.services import ensure_user, forget_unproven_users


class EmailCodeForm(RequestLoginCodeForm):
    """Asks for an e-mail address and sends a code there, whether or not we know it: both look alike from outside."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["email"].widget.attrs.update({"autocomplete": "email", "inputmode": "email"})

    def clean_email(self) -> str:
        email: str = super().clean_email().strip().lower()
        self._user: User = self._user or _newcomer(email)
        return email


def _newcomer(email: str) -> User:
    """A user for an address we do not know; those who never proved theirs are forgotten on the way."""
    forget_unproven_users(now=timezone.now())
    return ensure_user(email=email)
