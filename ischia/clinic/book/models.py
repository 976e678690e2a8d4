"""What do we keep of a course and its sessions?

A session's status is a row of its own (`StatusRecord`, append-only); `Session.status` repeats the latest and is written
by `ischia.clinic.book.statuses` alone. The database holds the safety gate by itself (migration 0002).
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a session stands (PRODUCT.md section 1)."""

    HELD = "held", _("held")
    BOOKED = "booked", _("booked")
    CONFIRMED = "confirmed", _("confirmed")
    ARRIVED = "arrived", _("arrived")
    IN_SESSION = "in_session", _("in session")
    DONE = "done", _("done")
    NO_SHOW = "no_show", _("did not come")
    LATE_CANCELLED = "late_cancelled", _("cancelled late")
    CANCELLED = "cancelled", _("cancelled")


class Course(models.Model):
    """Sessions that were chosen together for one episode under one care plan.

    `request_key` comes from the page: the same key never makes a second course. `held_until` is None once booked.
    `liked` are the times that the client asked for (`mapping.Liked`), None when any would do.
    Personal data held: which problem is treated (through the episode), and when the client likes to come.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="courses")
    care_plan = models.ForeignKey("plan.CarePlan", on_delete=models.PROTECT, related_name="courses")
    service = models.ForeignKey("places.Service", on_delete=models.PROTECT, related_name="courses")
    request_key = models.CharField(max_length=80, unique=True)
    held_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    policy_version = models.CharField(max_length=40, blank=True, default="")
    liked = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-held_at"]
        indexes: ClassVar = [models.Index(fields=["episode", "-held_at"], name="book_course_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(booked_at__isnull=False) | models.Q(held_until__isnull=False),
                name="book_course_held_or_booked",
            )
        ]

    def __str__(self) -> str:
        return f"course {self.pk}"


class Session(models.Model):
    """One appointment, from hold to signed record. Times are without buffers; those are in its occupancy.

    `screening` and `clearance` are what the safety gate went by. `revision` rises with every change that a calendar
    has to hear of. Personal data held: who is treated by whom, where and when.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="sessions")
    therapist = models.ForeignKey("people.Therapist", on_delete=models.PROTECT, related_name="sessions")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="sessions")
    room = models.ForeignKey("places.Room", on_delete=models.PROTECT, related_name="sessions")
    service = models.ForeignKey("places.Service", on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    screening = models.ForeignKey("screen.Screening", on_delete=models.PROTECT, related_name="sessions")
    clearance = models.ForeignKey(
        "screen.Clearance", on_delete=models.PROTECT, related_name="sessions", null=True, blank=True
    )
    occupancy = models.OneToOneField("diary.Occupancy", on_delete=models.PROTECT, related_name="session")
    status = models.CharField(max_length=20, choices=Status.choices)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["starts_at", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "number"], name="book_session_number_once_a_course"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="book_session_known_status"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="book_session_takes_time"
            ),
        ]
        indexes: ClassVar = [
            # Holds what the figures of a clinic count, so that they need not read the rows themselves.
            models.Index(fields=["therapist", "starts_at", "status", "course"], name="book_session_by_therapist"),
            models.Index(fields=["client", "starts_at"], name="book_session_by_client"),
        ]

    def __str__(self) -> str:
        return f"session {self.number} on {self.starts_at:%Y-%m-%d %H:%M}"


class StatusRecord(models.Model):
    """One change of status: what, when, by whom and why. Written once.

    `reason` is a code such as "client" or "undone", or a few words by staff. Personal data held: who acted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="status_records")
    status = models.CharField(max_length=20, choices=Status.choices)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="book_record_known_status")
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"


class ChangeKind(models.TextChoices):
    """What one request did to sessions that were booked already."""

    MOVED = "moved", _("moved")
    CANCELLED = "cancelled", _("cancelled")


class ChangeRequest(models.Model):
    """One request that moved or cancelled sessions, of one course or of many: carried out once, and written once.

    `request_key` comes from the page; `asked` repeats what was asked for, so that the same key cannot mean two things.
    `is_told`: whether the clients hear of it. Personal data held: who acted, and which appointments.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request_key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    asked = models.JSONField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True, default="")
    is_told = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=ChangeKind.values), name="book_change_known_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Relocation(models.Model):
    """One session that a request moved: from where and when, to where and when. Written once.

    Personal data held: when and with whom a client had an appointment, through the session.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="relocations")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="relocations")
    from_therapist = models.ForeignKey("people.Therapist", on_delete=models.PROTECT, related_name="+")
    from_room = models.ForeignKey("places.Room", on_delete=models.PROTECT, related_name="+")
    from_starts_at = models.DateTimeField()
    from_ends_at = models.DateTimeField()
    to_therapist = models.ForeignKey("people.Therapist", on_delete=models.PROTECT, related_name="+")
    to_room = models.ForeignKey("places.Room", on_delete=models.PROTECT, related_name="+")
    to_starts_at = models.DateTimeField()
    to_ends_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["from_starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "session"], name="book_relocation_once_a_change")
        ]

    def __str__(self) -> str:
        return f"{self.from_starts_at:%Y-%m-%d %H:%M} to {self.to_starts_at:%Y-%m-%d %H:%M}"
