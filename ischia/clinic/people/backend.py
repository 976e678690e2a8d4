"""Who stands behind a session key? The user with their roles, in one query: nearly every page asks for both."""

from allauth.account.auth_backends import AuthenticationBackend

from ischia.clinic.people.models import User


class UserWithRolesBackend(AuthenticationBackend):
    """Signs in as allauth does, by code or by password."""

    def get_user(self, user_id: str) -> User | None:
        """The user, if they may still come in."""
        user = User.objects.with_staff_roles(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
