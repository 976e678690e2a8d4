"""What does a client agree to today, and how do they take it back? Nothing is overwritten: taking back is a row too."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import Client, Consent, ConsentKind, ConsentWithdrawal
from ischia.pathway.shared.errors import Refused

CAN_BE_WITHDRAWN = frozenset(
    {ConsentKind.TREATMENT, ConsentKind.HEALTH_DATA, ConsentKind.REMINDERS, ConsentKind.CONTACT_CLINICIAN}
)
"""All but the terms of a booking that was made: those end with the visits."""


def consents_of(client: Client) -> list[Consent]:
    """Everything the client ever agreed to, the newest first; `withdrawal` says when it was taken back."""
    return list(Consent.objects.filter(client=client).select_related("withdrawal").order_by("-given_at"))


def standing_consents(client: Client) -> dict[ConsentKind, Consent]:
    """What the client agrees to now: of each kind the newest consent that was not taken back."""
    found = Consent.objects.filter(client=client, withdrawal=None).order_by("given_at")
    return {ConsentKind(consent.kind): consent for consent in found if consent.kind in ConsentKind.values}


def has_taken_back(client: Client, kind: ConsentKind) -> bool:
    """Whether the client agreed once, took it back and has not agreed again. Never asked is not taken back."""
    return taken_back(kind).filter(client=client).exists()


def taken_back(*kinds: ConsentKind) -> QuerySet[Consent]:
    """The consents of these kinds that were taken back and not given again since."""
    again = Consent.objects.filter(client=OuterRef("client"), kind=OuterRef("kind"), withdrawal=None)
    found = Consent.objects.filter(kind__in=[kind.value for kind in kinds], withdrawal__isnull=False)
    return found.filter(~Exists(again.order_by())).order_by()


def withdraw_consent(*, actor: Actor, consent: Consent, now: datetime) -> None:
    """Takes a consent back, and with it every earlier one of its kind. Twice is once.

    Raises:
        Refused: `not_withdrawable` for what belongs to a booking.
    """
    if ConsentKind(consent.kind) not in CAN_BE_WITHDRAWN:
        raise Refused("not_withdrawable", _("This belongs to a booking and ends with it."))
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=consent.client_id)
        standing = Consent.objects.filter(client=consent.client_id, kind=consent.kind, withdrawal=None)
        taken_back = [ConsentWithdrawal(consent=each, withdrawn_at=now, withdrawn_by=actor.label) for each in standing]
        if not taken_back:
            return
        ConsentWithdrawal.objects.bulk_create(taken_back)
        record(
            actor=actor,
            action="people.consent_withdrawn",
            subject=consent,
            detail={"client": str(consent.client_id), "kind": consent.kind, "rows": len(taken_back)},
        )
