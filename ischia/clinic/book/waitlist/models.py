"""Who waits for a time, which booked time has come free, and to whom was it offered?

The database itself lets one person at a time have an offer of freed time, and one accept it; the offer's hold takes the
time like any booking (`ischia.clinic.diary`), so nobody else can.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryStatus(models.TextChoices):
    """Where a wait stands."""

    WAITING = "waiting", _("waiting")
    BOOKED = "booked", _("booked")
    LEFT = "left", _("left the list")
    ENDED = "ended", _("ended")


class OfferStatus(models.TextChoices):
    """What became of an offer. One past `expires_at` has run out although its row may still say open."""

    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("ran out")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WaitlistEntry(models.Model):
    """One wait: for a visit of a plan, or for an earlier time than a visit already booked (`instead_of`).

    No `therapists` means anybody, no `place` anywhere. `windows` are "weekday-half day" codes ("0-morning"); empty
    means any. `until` is the last day that would do. Personal data held: who waits, with which wishes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="waitlist_entries")
    service = models.ForeignKey("places.Service", on_delete=models.PROTECT, related_name="waitlist_entries")
    therapists = models.ManyToManyField("people.Therapist", related_name="waitlist_entries", blank=True)
    place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, related_name="waitlist_entries", null=True, blank=True
    )
    windows = models.JSONField(default=list, blank=True)
    instead_of = models.ForeignKey(
        "book.Session", on_delete=models.PROTECT, related_name="waitlist_entries", null=True, blank=True
    )
    until = models.DateField()
    joined_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=EntryStatus.choices, default=EntryStatus.WAITING)

    class Meta:
        ordering: ClassVar = ["joined_at", "id"]
        verbose_name_plural = "waitlist entries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=EntryStatus.values), name="waitlist_entry_known_status"
            ),
            models.UniqueConstraint(
                fields=["episode"],
                condition=models.Q(status="waiting", instead_of__isnull=True),
                name="waitlist_one_wait_an_episode",
            ),
            models.UniqueConstraint(
                fields=["instead_of"], condition=models.Q(status="waiting"), name="waitlist_one_wait_a_visit"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "joined_at"], name="waitlist_in_order")]

    def __str__(self) -> str:
        return f"waiting since {self.joined_at:%Y-%m-%d %H:%M}"


class FreedTime(models.Model):
    """A stretch of a therapist's time at a place that has come free and is being offered.

    `cause` is "cancelled", "moved", "undone" or "desk"; `closed_why` "booked", "taken", "nobody" or "too_late".
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.PROTECT, related_name="freed_times")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="freed_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cause = models.CharField(max_length=20)
    session = models.ForeignKey(
        "book.Session", on_delete=models.PROTECT, related_name="freed_times", null=True, blank=True
    )
    freed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="waitlist_freed_time_ends_after_start"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["closed_at", "starts_at"], name="waitlist_freed_open")]

    def __str__(self) -> str:
        return f"freed {self.starts_at:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """One slot, kept for one person until `expires_at`. `token_hash` is what we keep of the link's secret.

    `occupancy` is the hold; `session` what was booked or moved. Personal data held: who was offered which time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(WaitlistEntry, on_delete=models.PROTECT, related_name="offers")
    freed = models.ForeignKey(FreedTime, on_delete=models.PROTECT, related_name="offers")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    occupancy = models.OneToOneField("diary.Occupancy", on_delete=models.PROTECT, related_name="offer")
    token_hash = models.CharField(max_length=64, unique=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=OfferStatus.choices, default=OfferStatus.OPEN)
    session = models.ForeignKey("book.Session", on_delete=models.PROTECT, related_name="offers", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["offered_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=OfferStatus.values), name="waitlist_offer_known_status"
            ),
            models.UniqueConstraint(
                fields=["freed"], condition=models.Q(status="open"), name="waitlist_one_person_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["freed"], condition=models.Q(status="accepted"), name="waitlist_accepted_once"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(status="open"), name="waitlist_one_offer_a_person"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(status="accepted"), name="waitlist_entry_booked_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="accepted") | models.Q(session__isnull=False),
                name="waitlist_accepted_has_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"offer of {self.starts_at:%Y-%m-%d %H:%M}"


class WaitlistRecord(models.Model):
    """One step of a wait or of an offer: what, when, by whom and why. Written once.

    `reason` is a code, or what staff said when they offered out of turn. Personal data held: who acted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(WaitlistEntry, on_delete=models.PROTECT, related_name="records")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="records", null=True, blank=True)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"
