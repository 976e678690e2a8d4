"""What do we keep of every message: what was to be said to whom, each attempt to send it, and what people want to get?

`Message`, `Attachment` and `Delivery` are append-only. `Waiting` is the worker's queue: what is still to be sent.
"""

from datetime import time
from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ischia.clinic.audit.api import ActorKind

CHANNEL_LENGTH = 10


class Channel(models.TextChoices):
    """By which way a message reaches somebody."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")


class Category(models.TextChoices):
    """What a client chooses about. Those in `CARE` belong to treatment: their e-mails cannot be switched off."""

    BOOKINGS = "bookings", _("Bookings, changes and cancellations")
    CARE = "care", _("Letters and answers from clinicians")
    REMINDERS = "reminders", _("Reminders of visits")
    FORMS = "forms", _("Questions before and between visits")
    WAITLIST = "waitlist", _("Times that come free")
    CONVERSATION = "conversation", _("New messages in a conversation")
    FOLLOW_UP = "follow_up", _("How you are, weeks after the last visit")


CARE = frozenset({Category.BOOKINGS, Category.CARE})


class State(models.TextChoices):
    """What became of one attempt. `sending`: it may have gone out; nobody knows until one of the others follows."""

    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed, will be tried again")
    GIVEN_UP = "given_up", _("given up")
    CANCELLED = "cancelled", _("not sent")


FINAL = frozenset({State.SENT, State.GIVEN_UP, State.CANCELLED})


class Message(models.Model):
    """Something that is to reach a person by one channel. The same key is written once a channel.

    `facts` fill the placeholders of the kind's wording. `about` names what it is about (a session, an offer), for the
    app that wrote it. `address` is set where it goes to somebody else than the client. Not sent before `not_before`
    nor at `not_after` and later.

    Personal data held: what the facts say (times and places of visits, secret links), the address of somebody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="messages")
    episode = models.ForeignKey(
        "people.Episode", on_delete=models.PROTECT, related_name="messages", null=True, blank=True
    )
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=CHANNEL_LENGTH, choices=Channel.choices)
    key = models.CharField(max_length=120)
    about = models.CharField(max_length=80, blank=True, default="")
    address = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "channel"], name="messaging_message_key_once_a_channel")
        ]
        indexes: ClassVar = [models.Index(fields=["episode", "-created_at"], name="messaging_message_of_episode")]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}"


class Attachment(models.Model):
    """A file that goes with an e-mail. Personal data held: what the file says."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message = models.ForeignKey("messaging.Message", on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=80)
    content_type = models.CharField(max_length=120)
    data = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "name"], name="messaging_attachment_name_once_a_message")
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One step of sending a message: that an attempt begins, or what became of it. `reason` is a code.

    Personal data held: the address it went to, subject and text as they were sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message = models.ForeignKey("messaging.Message", on_delete=models.PROTECT, related_name="deliveries")
    attempt = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=80, blank=True, default="")
    address = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    provider_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["at", "attempt"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "attempt", "state"], name="messaging_delivery_state_once_an_attempt"
            ),
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(state="sent"), name="messaging_delivery_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.attempt} {self.state}"


class Waiting(models.Model):
    """A message still to be sent, when it is due next, and which worker holds it until when.

    Personal data held: none.
    """

    message = models.OneToOneField(
        "messaging.Message", on_delete=models.PROTECT, primary_key=True, related_name="waiting"
    )
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="messaging_waiting_due")]

    def __str__(self) -> str:
        return f"due {self.due_at:%Y-%m-%d %H:%M}"


class NotificationChoice(models.Model):
    """By which channels a client wants messages of one category. Without a row the defaults hold (`choices.py`).

    Personal data held: what the client chose.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="notification_choices")
    category = models.CharField(max_length=20, choices=Category.choices)
    email = models.BooleanField()
    text = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["category"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "category"], name="messaging_choice_once_a_category")
        ]

    def __str__(self) -> str:
        return self.category


class ClinicWording(models.Model):
    """A clinic's own words for one kind of message in one language. Without a row the kind's own hold.

    Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="wordings")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    short = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["kind", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "kind", "language"], name="messaging_wording_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.language}"


class MessagingRules(models.Model):
    """When a clinic sends. Quiet hours are times of its own zone; the same time twice means none.

    Reminders go out so many hours before a visit; None: not at all. Personal data held: none.
    """

    clinic = models.OneToOneField(
        "places.Clinic", on_delete=models.PROTECT, primary_key=True, related_name="messaging_rules"
    )
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    email_reminder_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, default=24, validators=[MaxValueValidator(168)]
    )
    text_reminder_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, default=2, validators=[MaxValueValidator(72)]
    )

    def __str__(self) -> str:
        return f"quiet from {self.quiet_from} until {self.quiet_until}"


class JobState(models.Model):
    """When a periodic job ran last, how that ended, and which worker holds it until when. Personal data held: none."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()
    claim = models.CharField(max_length=40, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=20, blank=True, default="")
    failure = models.CharField(max_length=80, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    failures_in_a_row = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
