"""Who stands behind a session key? The user with their roles, in one query: nearly every page asks for both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F, QuerySet

from ischia.clinic.audit.api import key, prepared, whole
from ischia.clinic.people.models import User

WORK = ("at", "role")


class UserWithRolesBackend(AuthenticationBackend):
    """Signs in as allauth does, by code or by password."""

    def get_user(self, user_id: str) -> User | None:
        """The user, if they may still come in."""
        rows = _rows.related_instances(User, also=WORK, user=user_id)
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        user.staff_roles = {work["at"]: work["role"] for work in map(vars, rows) if work["at"] is not None}
        return user


@prepared
def _rows() -> QuerySet[User, Any]:
    """The user once for each clinic where they work, and once where they work nowhere."""
    users = User.objects.filter(pk=key("user"))
    return whole(users.annotate(at=F("memberships__clinic"), role=F("memberships__role")), also=WORK)
