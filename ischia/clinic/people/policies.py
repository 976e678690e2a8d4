"""Who may? Pairs: `check_can_x` raises, `can_x` answers.

Care team by default: a client reads their own record; of the clinic's staff, the therapists who treat the client, the
front desk and the owner read what their role needs. For everybody else, a therapist of the same clinic included, the
record does not exist: NotFound (404), never 403. Who acts for a client (people.acting) may do what the client may, as
far as the client shares it.
"""

from collections.abc import Callable
from typing import Any

from ischia.clinic.people.care_team import treats
from ischia.clinic.people.models import Authority, Client, Episode, Role, User
from ischia.clinic.places.api import Clinic
from ischia.pathway.shared.errors import NotFound, Refused

DESK = frozenset({Role.FRONT_DESK, Role.OWNER})
OWNERS = frozenset({Role.OWNER})


def role_in(user: Any, clinic: Clinic) -> Role | None:
    """The user's role at the clinic; None when they have none there (or nobody is signed in)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    if staff_role := user.staff_roles.get(clinic.pk):
        return Role(staff_role)
    return Role.CLIENT if Client.objects.filter(user=user, clinic=clinic).exists() else None


def can_read_client(user: Any, client: Client) -> bool:
    """Name, contact details and appointments: the client, who acts for them, and the care team."""
    return _is_own(user, client) or _cares_for(user, client, DESK) or _acts_for(user, client)


def can_read_health_record(user: Any, client: Client) -> bool:
    """Answers about health, plans, session records and measures: the client and the care team but for the desk.

    Also whoever acts for the client and has been given the health record too.
    """
    return _is_own(user, client) or _cares_for(user, client, OWNERS) or _acts_for(user, client, health=True)


def can_write_health_record(user: Any, client: Client) -> bool:
    """What a clinician answered and the like: the client's therapists and the owner of the clinic."""
    return _cares_for(user, client, OWNERS)


def can_book_for(user: Any, client: Client) -> bool:
    """Hold, book, change and cancel sessions: the client, who acts for them, and the care team."""
    return _is_own(user, client) or _cares_for(user, client, DESK) or _acts_for(user, client)


def can_act_as_client(user: Any, client: Client, *, health: bool = False) -> bool:
    """What a client does for themselves: they, and whoever acts for them; with `health`, only who sees that too."""
    return _is_own(user, client) or _acts_for(user, client, health=health)


def can_manage_clinic(user: Any, clinic: Clinic) -> bool:
    """Settings, therapists, credentials: the owner."""
    return role_in(user, clinic) in OWNERS


def check_can_read_client(user: Any, client: Client) -> None:
    _found(can_read_client(user, client))


def check_can_read_health_record(user: Any, client: Client) -> None:
    _found(can_read_health_record(user, client))


def check_can_write_health_record(user: Any, client: Client) -> None:
    _readable_then(
        can_write_health_record, user, client, "Only a therapist who treats this client may write in this record."
    )


def check_can_book_for(user: Any, client: Client) -> None:
    _found(can_book_for(user, client))


def check_can_manage_clinic(user: Any, clinic: Clinic) -> None:
    if not can_manage_clinic(user, clinic):
        raise Refused("not_owner", "Only the owner of the clinic may do this.")


def check_can_read_episode(user: Any, episode: Episode) -> None:
    """An episode is health data from its first line."""
    check_can_read_health_record(user, episode.client)


def _cares_for(user: Any, client: Client, others: frozenset[Role]) -> bool:
    """Whether the user treats the client, or has one of the `others` roles, which see every client of the clinic."""
    return role_in(user, client.clinic) in others or treats(user, client)


def _is_own(user: Any, client: Client) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return client.user_id is not None and client.user_id == user.pk


def _acts_for(user: Any, client: Client, *, health: bool = False) -> bool:
    """Whether the client lets this user act for them now, and, if asked, see the health record."""
    if not isinstance(user, User) or not user.is_active:
        return False
    held = Authority.objects.filter(holder=user, client=client, end=None)
    return (held.filter(shares_health=True) if health else held).exists()


def _found(allowed: bool) -> None:  # noqa: FBT001 - the answer of the policy just asked
    if not allowed:
        raise NotFound("No such client")


def _readable_then(allowed: Callable[[Any, Client], bool], user: Any, client: Client, why: str) -> None:
    """Someone who may read is told why they may not write; to anybody else the record does not exist."""
    if allowed(user, client):
        return
    _found(can_read_client(user, client))
    raise Refused("not_allowed", why)
