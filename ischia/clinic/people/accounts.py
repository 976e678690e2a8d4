"""What becomes of the account of a client who goes? Whoever has another use for it keeps it."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session as BrowserSession

from ischia.clinic.people.models import Client, User


def close_account(user: User, client: Client) -> None:
    """Nobody signs in with it any more, and who is signed in is out."""
    if has_other_use(user, client):
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    _sign_out_everywhere(user)


def erase_account(user: User, client: Client) -> None:
    """What it says of a person goes; its key stays, because audit rows name it."""
    if has_other_use(user, client):
        client.user = None
        client.save(update_fields=["user"])
        return
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__iexact=user.email).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    _sign_out_everywhere(user)
    user.email, user.name, user.is_active = f"{user.pk}@erased.invalid", "", False
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "is_active", "password"])


def has_other_use(user: User, client: Client) -> bool:
    """Whether the account belongs to somebody who works here, has another record, or acts for somebody else."""
    return (
        user.is_staff
        or user.memberships.exists()
        or user.client_records.exclude(pk=client.pk).exists()
        or user.authorities.filter(end=None).exists()
    )


def _sign_out_everywhere(user: User) -> None:
    """Sessions name their user inside only, so each is opened; this happens rarely."""
    key = str(user.pk)
    mine = [row.pk for row in BrowserSession.objects.iterator() if row.get_decoded().get("_auth_user_id") == key]
    BrowserSession.objects.filter(pk__in=mine).delete()
