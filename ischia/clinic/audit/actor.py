"""Who does something? Every write names an actor: a signed-in person, a system job, or the bearer of a secret link."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, Self

from ischia.pathway.shared.errors import Refused


class ActorKind(StrEnum):
    """What stands behind an act."""

    USER = "user"
    SYSTEM = "system"
    LINK = "link"


class SignedIn(Protocol):
    """What `Actor.of` asks of a user: a key, a role by name, and whether anybody is signed in."""

    pk: Any

    @property
    def role_label(self) -> str: ...

    @property
    def is_authenticated(self) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts. `label` says in which role ("therapist", "client", "nightly reminders"), never a person's name."""

    kind: ActorKind
    id: str
    label: str

    @classmethod
    def of(cls, user: SignedIn | Any) -> Self:
        """The actor for a signed-in user; refuses an anonymous one (code `no_actor`)."""
        if not getattr(user, "is_authenticated", False) or user.pk is None:
            raise Refused("no_actor", "Sign in first: every change needs somebody who makes it.")
        return cls(kind=ActorKind.USER, id=str(user.pk), label=user.role_label)

    @classmethod
    def system(cls, job: str) -> Self:
        """The actor for work that no person asked for just now, by the name of the job."""
        return cls(kind=ActorKind.SYSTEM, id=job, label=job)

    @classmethod
    def link(cls, *, id: str, label: str) -> Self:
        """The actor behind a secret link, such as a clinician answering a clearance request. `id` is not the secret."""
        return cls(kind=ActorKind.LINK, id=id, label=label)
