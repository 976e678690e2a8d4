"""Whose area is open: the visitor's own, or that of somebody they act for?

Whom somebody acts for is kept in their session; whether they still may is looked up at every request.
"""

from uuid import UUID

from django.http import HttpRequest

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.access import note_client
from ischia.clinic.people.acting import authority_for
from ischia.clinic.people.models import Authority, Client
from ischia.clinic.people.queries import client_of
from ischia.clinic.places.api import clinic_of
from ischia.pathway.shared.errors import NotFound

KEY = "acting_for"


class Whose:
    """The client whose area is open, None where the visitor has no record; `authority` when it is somebody else's."""

    def __init__(self, client: Client | None, authority: Authority | None = None) -> None:
        self.client = client
        self.authority = authority

    @property
    def shares_health(self) -> bool:
        """Whether the health record may be shown: one's own, or what somebody else has shared."""
        return self.authority is None or self.authority.shares_health


def whose(request: HttpRequest) -> Whose:
    """As the session says, as long as the authority stands; else the visitor's own."""
    chosen = request.session.get(KEY)
    if chosen:
        try:
            authority = authority_for(request.user, UUID(chosen))
        except NotFound:
            del request.session[KEY]
        else:
            if authority.client.clinic_id == clinic_of(request).pk:
                note_client(request)
                return Whose(authority.client, authority)
    return Whose(own_client(request))


def own_client(request: HttpRequest) -> Client | None:
    """The visitor's own record, with the clinic that the request has read already."""
    clinic = clinic_of(request)
    client = client_of(request.user, clinic)
    if client is not None:
        client.clinic = clinic
        note_client(request)
    return client


def the_client(request: HttpRequest, *, health: bool = False) -> Client:
    """The client whose area is open; NotFound where there is none, or where the health record is not shared."""
    found = whose(request)
    if found.client is None or (health and not found.shares_health):
        raise NotFound("No such record")
    return found.client


def act_for(request: HttpRequest, client_id: UUID) -> None:
    """From now on this visitor's pages are those of the client; NotFound unless they may. It leaves a trace."""
    authority = authority_for(request.user, client_id)
    request.session[KEY] = str(client_id)
    record_read(actor=Actor.of(request.user), subject=authority.client, part="acting_for")


def act_for_oneself(request: HttpRequest) -> None:
    """Back to one's own pages."""
    request.session.pop(KEY, None)
