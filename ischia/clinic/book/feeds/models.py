"""Which calendars do we let out, and which outside calendars do we read?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """A private address at which one therapist's or one client's visits can be read. `token_hash` is what we keep.

    Replacing or ending an address sets `ended_at`; it is never opened again. Personal data held: whose visits.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey(
        "people.Therapist", on_delete=models.CASCADE, related_name="calendar_feeds", null=True, blank=True
    )
    client = models.ForeignKey(
        "people.Client", on_delete=models.CASCADE, related_name="calendar_feeds", null=True, blank=True
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(therapist__isnull=False, client__isnull=True)
                | models.Q(therapist__isnull=True, client__isnull=False),
                name="feeds_feed_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["therapist"], condition=models.Q(ended_at__isnull=True), name="feeds_one_feed_a_therapist"
            ),
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(ended_at__isnull=True), name="feeds_one_feed_a_client"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar feed made {self.made_at:%Y-%m-%d}"


class OutsideStatus(models.TextChoices):
    """What became of the last reading of an outside calendar."""

    NEVER = "never", _("not read yet")
    READ = "read", _("read")
    FAILED = "failed", _("could not be read")


class OutsideCalendar(models.Model):
    """A therapist's calendar elsewhere, whose busy stretches block time here. Nothing else of it is kept.

    `url` is empty for an uploaded file, and is shown to nobody but the therapist: it is often a secret. `read_at` is
    when it was last read well, `tried_at` when it was last tried.

    Personal data held: the address of the therapist's calendar.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.CASCADE, related_name="outside_calendars")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=10, choices=OutsideStatus.choices, default=OutsideStatus.NEVER)
    problem = models.CharField(max_length=300, blank=True, default="")
    stretches = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["therapist", "name"], name="feeds_outside_name_once_a_therapist")
        ]

    def __str__(self) -> str:
        return f"outside calendar {self.pk}"
