"""Who may read and write about a session? The care team: the client's own therapists, the owner, the client.

The rule is the one of `ischia.clinic.people.policies`. A therapist of the same clinic who does not treat the client
gets what a stranger gets: the record does not exist.
"""

from typing import Any

from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Client, User, can_read_health_record, can_write_health_record, treats
from ischia.pathway.shared.errors import NotFound, Refused


def can_read_care(user: Any, client: Client) -> bool:
    """Progress and decisions: the client, the client's therapists, the owner."""
    return can_read_health_record(user, client)


def check_can_read_care(user: Any, client: Client) -> None:
    if not can_read_care(user, client):
        raise NotFound("No such record")


def check_can_write_care(user: Any, client: Client) -> None:
    """Decisions: the client's therapists. Someone who may only read is told so."""
    if treats(user, client):
        return
    check_can_read_care(user, client)
    raise Refused("not_allowed", "Only a therapist who treats this client may do this.")


def check_can_open_session(user: Any, session: Session) -> None:
    """The session page: the client's therapists and the owner, not the client."""
    if session.therapist.user_id == user.pk and session.therapist.is_active:
        return
    if not can_write_health_record(user, session.client):
        raise NotFound("No such session")


def check_can_record(user: Any, session: Session) -> None:
    """Writing and signing: the therapist of the session."""
    check_can_open_session(user, session)
    if session.therapist.user_id != user.pk:
        raise Refused("not_allowed", "Only the therapist of this session may write its record.")


def signed_in(user: Any) -> User:
    """The person behind a request that a view has already let in."""
    if not isinstance(user, User):
        raise Refused("no_actor", "Sign in first.")
    return user
