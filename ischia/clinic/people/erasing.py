"""How does a client's wish to be erased become true, and what is kept because the law or the record needs it?

The client asks. A person at the clinic confirms: the account is closed at once. When the clinic's retention time is
over, everything that says who the client was goes: name, e-mail address, phone number, date of birth, what they told
before the visits, and the account itself. What was done stays under a number without a name. Audit rows stay.

Later apps hold personal data too, and an earlier one may not import them: each puts what it erases in place.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.accounts import close_account, erase_account
from ischia.clinic.people.acting import authorities_over, end_authority
from ischia.clinic.people.consents import CAN_BE_WITHDRAWN, standing_consents, withdraw_consent
from ischia.clinic.people.models import Client, Erasure, ErasureConfirmation, ErasureRequest, Retention
from ischia.clinic.places.api import Clinic
from ischia.pathway.shared.errors import Refused

logger = logging.getLogger(__name__)

NOBODY = "Erased client"
ERASER = Actor.system("erasure")

Eraser = Callable[[Client], None]
LastVisit = Callable[[Client], date | None]


class Closing(Protocol):
    """Ends what still opens something about a client: links that went to others, calendars."""

    def __call__(self, *, actor: Actor, client: Client, now: datetime) -> None: ...


_ERASERS: dict[str, Eraser] = {}
_CLOSINGS: dict[str, Closing] = {}
_LAST_VISIT: list[LastVisit] = []


def put_eraser_in_place(name: str, eraser: Eraser) -> None:
    """Called once, by an app that holds what identifies a client."""
    _ERASERS[name] = eraser


def put_closing_in_place(name: str, close: Closing) -> None:
    """Called once, by an app whose links or addresses open something about a client: they end at the confirmation."""
    _CLOSINGS[name] = close


def put_last_visit_in_place(answer: LastVisit) -> None:
    """Called once, by the app that keeps visits: retention counts from the last one."""
    _LAST_VISIT[:] = [answer]


def ask_to_be_erased(*, actor: Actor, client: Client, now: datetime) -> ErasureRequest:
    """Notes the wish. Twice is once."""
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=client.pk)
        known = ErasureRequest.objects.filter(client=client).first()
        if known is not None:
            return known
        asked = ErasureRequest.objects.create(client=client, asked_at=now, asked_by=actor.label)
        record(actor=actor, action="people.erasure_asked", subject=asked, detail={"client": str(client.pk)})
    return asked


def keep_until(client: Client, *, today: date) -> date:
    """The last day on which the clinic keeps who the client was: today for somebody who was never treated."""
    last = next((answer(client) for answer in _LAST_VISIT), None)
    return today if last is None else _years_after(last, years_kept(client.clinic))


def years_kept(clinic: Clinic) -> int:
    """How many years the clinic keeps records after the last visit."""
    rule = Retention.objects.filter(clinic=clinic).first()
    return rule.years if rule else Retention.DEFAULT_YEARS


def set_years_kept(*, actor: Actor, clinic: Clinic, years: int) -> None:
    """What the law asks of this clinic."""
    with transaction.atomic():
        Retention.objects.update_or_create(clinic=clinic, defaults={"years": years})
        record(actor=actor, action="people.retention_set", subject=clinic, detail={"years": years})


def confirm_erasure(*, actor: Actor, request: ErasureRequest, now: datetime, today: date) -> ErasureConfirmation:
    """Closes the account, ends what was agreed, and says until when the record is kept. Twice is once.

    Raises:
        Refused: `still_open` while an episode is open: close it with a discharge first.
    """
    with transaction.atomic():
        client = (
            Client.objects.select_for_update(of=("self",)).select_related("clinic", "user").get(pk=request.client_id)
        )
        known = ErasureConfirmation.objects.filter(request=request).first()
        if known is not None:
            return known
        if client.episodes.filter(closed_at__isnull=True).exists() and _LAST_VISIT and _LAST_VISIT[0](client):
            raise Refused("still_open", _("The client's treatment is still open. Discharge them first."))
        confirmed = ErasureConfirmation.objects.create(
            request=request, keep_until=keep_until(client, today=today), confirmed_at=now, confirmed_by=actor.label
        )
        _end_everything(actor, client, now)
        record(
            actor=actor,
            action="people.erasure_confirmed",
            subject=request,
            detail={"client": str(client.pk), "keep_until": confirmed.keep_until.isoformat()},
        )
    return confirmed


def erase_due(*, now: datetime, today: date) -> int:
    """Erases everybody whose time is over; says how many went. Each in a transaction of its own, so that one that

    fails stops no other: it is written into the log, without saying who, and tried again next time.
    """
    due = ErasureRequest.objects.filter(confirmation__keep_until__lte=today, erasure=None).order_by("asked_at")
    keys = list(due.values_list("pk", flat=True))
    return sum(_erased(key, now) for key in keys)


def _erased(key: UUID, now: datetime) -> bool:
    """Whether it worked. What a fault says may hold personal data: its kind is enough."""
    try:
        _erase(key, now)
    except Exception as fault:
        logger.error("Erasure %s failed: %s. It is tried again.", key, type(fault).__name__)
        return False
    return True


def _erase(key: UUID, now: datetime) -> None:
    with transaction.atomic():
        request = ErasureRequest.objects.select_for_update(of=("self",)).select_related("client__user").get(pk=key)
        if Erasure.objects.filter(request=request).exists():
            return
        client = request.client
        for erase in _ERASERS.values():
            erase(client)
        if client.user is not None:
            erase_account(client.user, client)
        client.name, client.email, client.phone, client.date_of_birth = NOBODY, "", "", None
        client.save(update_fields=["name", "email", "phone", "date_of_birth"])
        Erasure.objects.create(request=request, erased_at=now)
        record(actor=ERASER, action="people.erased", subject=request, detail={"client": str(client.pk)})


def _end_everything(actor: Actor, client: Client, now: datetime) -> None:
    for kind, consent in standing_consents(client).items():
        if kind in CAN_BE_WITHDRAWN:
            withdraw_consent(actor=actor, consent=consent, now=now)
    for authority in authorities_over(client):
        end_authority(actor=actor, authority=authority, now=now)
    for close in _CLOSINGS.values():
        close(actor=actor, client=client, now=now)
    if client.user is not None:
        close_account(client.user, client)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
