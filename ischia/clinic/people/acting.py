"""Who acts for whom: how does it begin, how does it end, and whom may this user act for?

The client gives the authority (`let_act`), or somebody registers a person in their care who has no account
(`register_in_care`). Either side ends it. Every act is written down with the user who did it, never with the client.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import Authority, AuthorityEnd, Basis, Client, User
from ischia.clinic.people.services import ClientDetails, ensure_user, register_client
from ischia.clinic.places.api import Clinic
from ischia.pathway.shared.errors import NotFound, Refused

WORDING = "2026-11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Whom a client lets act for them, by e-mail address; they sign in with it to begin."""

    email: str
    shares_health: bool


def let_act(*, actor: Actor, client: Client, helper: Helper, now: datetime) -> Authority:
    """The client lets somebody act for them. Given again with other shares, the new one replaces the old one.

    Raises:
        Refused: `own_address` for the client's own e-mail address.
    """
    with transaction.atomic():
        client = Client.objects.select_for_update().get(pk=client.pk)
        holder = ensure_user(email=helper.email)
        if holder.pk == client.user_id:
            raise Refused("own_address", _("This is your own e-mail address."), field="email")
        for earlier in authorities_over(client):
            if earlier.holder_id == holder.pk:
                end_authority(actor=actor, authority=earlier, now=now)
        return _given(actor, client, holder, Basis.CLIENT_AGREED, shares_health=helper.shares_health, now=now)


def register_in_care(
    *, actor: Actor, clinic: Clinic, holder: User, details: ClientDetails, basis: Basis, now: datetime
) -> Client:
    """Registers a person in the holder's care, who sees and does everything for them until either ends it.

    Raises:
        Refused: `not_a_right` for a basis that only the client can give.
    """
    if basis is Basis.CLIENT_AGREED:
        raise Refused("not_a_right", _("Only the person themselves can agree to this."), field="basis")
    with transaction.atomic():
        client = register_client(actor=actor, clinic=clinic, details=details, now=now)
        _given(actor, client, holder, basis, shares_health=True, now=now)
    return client


def end_authority(*, actor: Actor, authority: Authority, now: datetime) -> None:
    """From now on nobody acts on it. Twice is once."""
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=authority.client_id)
        if AuthorityEnd.objects.filter(authority=authority).exists():
            return
        AuthorityEnd.objects.create(authority=authority, ended_at=now, ended_by=actor.label)
        record(
            actor=actor, action="people.authority_ended", subject=authority, detail={"client": str(authority.client_id)}
        )


def take_over_record(*, actor: Actor, client: Client, user: User, now: datetime) -> Client:
    """A person who was in somebody's care takes over their own record, by the e-mail address that stands in it.

    Who acted for them goes on doing so until they end it: it is theirs to decide from now on.

    Raises:
        NotFound: the record is not this user's to take.
        Refused: `has_record` when the user has a record at this clinic already.
    """
    with transaction.atomic():
        found = Client.objects.select_for_update().filter(pk=client.pk, user=None, email__iexact=user.email).first()
        if found is None or not Authority.objects.filter(client=found).exclude(basis=Basis.CLIENT_AGREED).exists():
            raise NotFound("No such record")
        if Client.objects.filter(clinic=found.clinic_id, user=user).exists():
            raise Refused("has_record", _("You have a record here already. Please ask the clinic to join the two."))
        found.user = user
        found.save(update_fields=["user"])
        record(actor=actor, action="people.record_taken_over", subject=found)
    return found


def authorities_over(client: Client) -> list[Authority]:
    """Who may act for the client now."""
    return list(Authority.objects.filter(client=client, end=None).select_related("holder"))


def authorities_held(user: Any, clinic: Clinic) -> list[Authority]:
    """For whom this user may act at the clinic now, by name."""
    if not isinstance(user, User) or not user.is_active:
        return []
    held = Authority.objects.filter(holder=user, client__clinic=clinic, end=None)
    return list(held.select_related("client__clinic").order_by("client__name", "client_id"))


def records_to_take_over(user: Any, clinic: Clinic) -> list[Client]:
    """Records of a person in care that carry this user's proved e-mail address and no account."""
    if not isinstance(user, User):
        return []
    cared_for = Client.objects.filter(clinic=clinic, user=None, email__iexact=user.email, authorities__isnull=False)
    return list(cared_for.exclude(authorities__holder=user).distinct())


def authority_for(user: Any, client_id: UUID) -> Authority:
    """The authority by which this user acts for the client; else NotFound."""
    held = Authority.objects.filter(holder=user.pk, client=client_id, end=None).select_related("client__clinic")
    found = held.last() if isinstance(user, User) and user.is_active else None
    if found is None:
        raise NotFound("No such client")
    return found


def _given(
    actor: Actor, client: Client, holder: User, basis: Basis, *, shares_health: bool, now: datetime
) -> Authority:
    authority = Authority.objects.create(
        client=client,
        holder=holder,
        basis=basis,
        shares_health=shares_health,
        wording_version=WORDING,
        given_at=now,
        given_by=actor.label,
    )
    record(
        actor=actor,
        action="people.authority_given",
        subject=authority,
        detail={
            "client": str(client.pk),
            "holder": str(holder.pk),
            "basis": basis.value,
            "shares_health": int(shares_health),
        },
    )
    return authority
