"""Who can sign in? A person with an e-mail address; a password is optional."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property


class UserManager(BaseUserManager["User"]):
    """Makes users. Without a password, a user signs in by e-mail code only."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            message = "A user needs an e-mail address."
            raise ValueError(message)
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Personal data held: e-mail address, name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="people_user_email_once_in_any_case")]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @cached_property
    def staff_roles(self) -> dict[UUID, str]:
        """The user's role by the key of each clinic where they work, read once; whoever changes one drops it."""
        return dict(self.memberships.values_list("clinic", "role"))

    def forget_staff_roles(self) -> None:
        """Read the roles anew when they are next asked for."""
        self.__dict__.pop("staff_roles", None)

    @property
    def role_label(self) -> str:
        """The role an audit row names: the user's highest membership, or "client"."""
        roles = self.staff_roles.values()
        return next((role for role in ("owner", "therapist", "front_desk") if role in roles), "client")
