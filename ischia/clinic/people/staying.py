"""How long does somebody stay signed in? Staff a working day: their screen shows other people's health."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from ischia.clinic.people.models import User

STAFF_STAY = timedelta(hours=12)


@receiver(user_logged_in, dispatch_uid="people.staff_stay")
def end_after_a_working_day(sender: type[User], request: HttpRequest, user: User, **_signal: Any) -> None:
    """Staff of any clinic, and whoever may use the admin, sign in anew after twelve hours, however busy they were."""
    if user.is_staff or user.staff_roles:
        request.session.set_expiry(timezone.now() + STAFF_STAY)
