"""How does one message leave the outbox, at most once, whatever breaks on the way?

Steps, each saved before the next begins: claim the row; look whether it is still wanted; reach the carrier; write that
it is being sent; hand it over; write what became of it. A worker that dies before the fourth leaves nothing behind but
a claim, which runs out. One that dies after it leaves an attempt whose outcome nobody knows: that is never tried again
by itself (decision 0132), unless the carrier recognises a letter that it has had.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.addresses import absolute
from ischia.clinic.messaging.carriers import Carrier, Carriers, Letter, NotSent, OutcomeUnknown
from ischia.clinic.messaging.choices import chosen_by
from ischia.clinic.messaging.kinds import Kind, kind_called
from ischia.clinic.messaging.models import FINAL, Channel, Delivery, Message, State, Waiting
from ischia.clinic.messaging.phone_numbers import number_to_text
from ischia.clinic.messaging.rules import quiet_hours_of
from ischia.clinic.messaging.stopping import stop_path
from ischia.clinic.messaging.wanted import is_wanted
from ischia.clinic.messaging.wording import composed
from ischia.clinic.messaging.writing import File
from ischia.pathway.shared.errors import Refused

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""So long a worker may hold a message; far longer than a carrier is waited for."""

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long after each failed attempt the next one comes; after the last one nothing does."""

UNKNOWN = "outcome unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that this worker holds: its `attempt`, and the mark that shows the row is still its own."""

    message: Message
    attempt: int
    mark: str


class NotNow(Exception):
    """The message is not sent now: not at all (`reason`), or not before `until`."""

    def __init__(self, reason: str, *, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.until = reason, until


def deliver_next(*, now: datetime, carriers: Carriers) -> bool:
    """Takes the message that has been due for longest as far as it will go; whether there was one."""
    claimed = _claim(now)
    if claimed is None:
        return False
    carrier = carriers.get(Channel(claimed.message.channel))
    try:
        _deliver(claimed, carrier, now)
    except NotNow as reason:
        _put_off(claimed, reason, now)
    except NotSent as failure:
        _failed(claimed, failure, now)
    except OutcomeUnknown as failure:
        _finish(claimed, State.GIVEN_UP, now, reason=f"{UNKNOWN}: {failure.reason}")
    finally:
        if carrier is not None:
            carrier.close()
    return True


def _claim(now: datetime) -> Claimed | None:
    """The next due row, ours until the lease runs out: its due time is moved there, so nobody else finds it due."""
    due = Waiting.objects.filter(due_at__lte=now)
    if not due.exists():
        return None
    with transaction.atomic():
        row = due.select_for_update(skip_locked=True).order_by("due_at").first()
        if row is None:
            return None
        row.claim, row.due_at, row.attempts = uuid4().hex, now + LEASE, row.attempts + 1
        row.save(update_fields=["claim", "due_at", "attempts"])
    message = Message.objects.select_related("client__clinic").get(pk=row.message_id)
    return Claimed(message=message, attempt=row.attempts, mark=row.claim)


def _deliver(claimed: Claimed, carrier: Carrier | None, now: datetime) -> None:
    _check_last_attempt(claimed.message, carrier)
    letter, carrier = _prepared(claimed.message, carrier, now)
    carrier.open()
    if not _begin(claimed, letter, now):
        return
    provider_id = carrier.send(letter)
    _finish(claimed, State.SENT, now, provider_id=provider_id)


def _check_last_attempt(message: Message, carrier: Carrier | None) -> None:
    """An attempt that began and never ended may have reached its reader."""
    rows = list(message.deliveries.values_list("attempt", "state"))
    last = max((attempt for attempt, _ in rows), default=0)
    is_open = [state for attempt, state in rows if attempt == last] == [State.SENDING]
    if is_open and not (carrier and carrier.is_idempotent):
        raise OutcomeUnknown("the worker stopped")


def _prepared(message: Message, carrier: Carrier | None, now: datetime) -> tuple[Letter, Carrier]:
    """The letter, once everything has been asked that could keep it in the house."""
    try:
        kind = kind_called(message.kind)
        _check_still_wanted(message, kind, now)
        address = _address(message)
        if carrier is None:
            raise NotNow("no carrier")
        if not address:
            raise NotNow("no address")
        _check_awake(message, kind, now)
        return _letter(message, kind, address), carrier
    except (NotNow, NotSent):
        raise
    except Exception as fault:
        # A fault of ours in one message keeps no other from being sent; what the error says may be personal.
        logger.exception("A message could not be made ready.")
        raise NotSent(f"fault: {type(fault).__name__}") from fault


def _check_still_wanted(message: Message, kind: Kind, now: datetime) -> None:
    if message.not_after and now >= message.not_after:
        raise NotNow("too late")
    if not is_wanted(message, now):
        raise NotNow("out of date")
    if not message.address and message.channel not in chosen_by(message.client)[kind.category].channels:
        raise NotNow("unwanted")


def _check_awake(message: Message, kind: Kind, now: datetime) -> None:
    if not kind.waits_till_morning:
        return
    awake = quiet_hours_of(message.client.clinic).next_awake(now)
    if message.not_after and awake >= message.not_after:
        raise NotNow("too late after quiet hours")
    if awake > now:
        raise NotNow("quiet hours", until=awake)


def _address(message: Message) -> str:
    client = message.client
    if message.channel == Channel.TEXT:
        return number_to_text(client.phone, client.clinic.locale)
    return message.address or client.email


def _letter(message: Message, kind: Kind, address: str) -> Letter:
    words, clinic = composed(message, kind), message.client.clinic
    by_text = message.channel == Channel.TEXT
    may_stop = not (kind.is_care or message.address or by_text) and settings.ISCHIA_PUBLIC_URL
    stop_link = absolute(stop_path(message.client, kind.category)) if may_stop else ""
    return Letter(
        id=message.pk,
        to=address,
        subject="" if by_text else words.subject,
        text=words.short if by_text else _with_foot(words.text, stop_link, message.language),
        sender=clinic.name,
        reply_to=clinic.email,
        stop_link=stop_link,
        files=[
            File(name=file.name, data=bytes(file.data), content_type=file.content_type)
            for file in message.attachments.all()
        ],
    )


def _with_foot(text: str, stop_link: str, language: str) -> str:
    """Below what is no treatment stands how to get no more of it."""
    if not stop_link:
        return text
    with translation.override(language):
        return f"{text}\n\n{gettext('No more e-mails of this kind:')} {stop_link}"


def _begin(claimed: Claimed, letter: Letter, now: datetime) -> bool:
    """Write that it is being sent, unless the claim has run out and somebody else holds the message now."""
    with transaction.atomic():
        own = Waiting.objects.select_for_update().filter(message=claimed.message, claim=claimed.mark)
        if own.first() is None:
            return False
        Delivery.objects.create(
            message=claimed.message,
            attempt=claimed.attempt,
            state=State.SENDING,
            at=now,
            address=letter.to,
            subject=letter.subject,
            text=letter.text,
        )
    return True


def _finish(claimed: Claimed, state: State, now: datetime, *, reason: str = "", provider_id: str = "") -> None:
    """The last word on a message: it leaves the queue."""
    with transaction.atomic():
        Delivery.objects.create(
            message=claimed.message,
            attempt=claimed.attempt,
            state=state,
            at=now,
            reason=reason[:80],
            provider_id=provider_id[:200],
        )
        Waiting.objects.filter(message=claimed.message).delete()
    if state == State.GIVEN_UP:
        logger.warning("A message was given up: %s", reason)


def _put_off(claimed: Claimed, reason: NotNow, now: datetime) -> None:
    """Wait for the morning, which counts as no attempt; or leave it be."""
    if reason.until is None:
        _finish(claimed, State.CANCELLED, now, reason=reason.reason)
        return
    Waiting.objects.filter(message=claimed.message, claim=claimed.mark).update(
        due_at=reason.until, attempts=claimed.attempt - 1, claim=""
    )


def _failed(claimed: Claimed, failure: NotSent, now: datetime) -> None:
    """Try again later, or give up."""
    tries = claimed.attempt - _first_attempt(claimed.message)
    if failure.is_final or tries >= len(RETRIES):
        _finish(claimed, State.GIVEN_UP, now, reason=failure.reason)
        return
    with transaction.atomic():
        Delivery.objects.create(
            message=claimed.message, attempt=claimed.attempt, state=State.FAILED, at=now, reason=failure.reason[:80]
        )
        Waiting.objects.filter(message=claimed.message, claim=claimed.mark).update(
            due_at=now + RETRIES[tries], claim=""
        )


def _first_attempt(message: Message) -> int:
    """The first attempt since a person asked for it to be sent again, or of all."""
    last = message.deliveries.filter(state__in=FINAL).order_by("-attempt").first()
    return 1 if last is None else last.attempt + 1


def send_again(*, actor: Actor, message: Message, now: datetime) -> None:
    """Puts a message that was given up back into the queue, because a person says so.

    Raises:
        Refused: `not_given_up` for one that was sent, was not to be sent, or is still waiting.
    """
    with transaction.atomic():
        given_up = message.deliveries.filter(state=State.GIVEN_UP).order_by("-attempt").first()
        is_sent = message.deliveries.filter(state=State.SENT).exists()
        if given_up is None or is_sent or Waiting.objects.filter(message=message).exists():
            raise Refused("not_given_up", "Only a message that was given up is sent again.")
        Waiting.objects.create(message=message, due_at=now, attempts=given_up.attempt)
        record(actor=actor, action="messaging.sent_again", subject=message, detail={"attempt": given_up.attempt + 1})
