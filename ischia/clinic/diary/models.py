"""Who works when and where, what is closed, and which stretches of a therapist, a room and a client are taken?

The database refuses overlapping occupancies by itself (migration 0002), however a row arrives.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


class WorkingHours(models.Model):
    """Weekly hours of a therapist at a place, in the wall-clock time of the clinic; an end of 00:00 is midnight.

    `valid_from` and `valid_until` are both included. Personal data held: when somebody works.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.CASCADE, related_name="working_hours")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["therapist", "weekday", "start"]
        verbose_name_plural = "working hours"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="diary_hours_on_a_weekday"),
            models.CheckConstraint(
                condition=models.Q(end="00:00") | models.Q(end__gt=models.F("start")),
                name="diary_hours_end_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M}-{self.end:%H:%M}"


class TimeOff(models.Model):
    """A stretch in which a therapist does not work whatever the weekly hours say.

    `source` is empty for what somebody entered here, else the id of the outside calendar that it was read from.
    Personal data held: the reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        ordering: ClassVar = ["starts_at"]
        verbose_name_plural = "time off"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="diary_time_off_ends_after_start"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["therapist", "ends_at"], name="diary_time_off_by_end")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"


class Closure(models.Model):
    """A stretch in which a room, a place (no room named) or the whole clinic (no place named either) is shut.

    Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.CASCADE, related_name="closures")
    place = models.ForeignKey("places.Place", on_delete=models.CASCADE, related_name="closures", null=True, blank=True)
    room = models.ForeignKey("places.Room", on_delete=models.CASCADE, related_name="closures", null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="diary_closure_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(room__isnull=True) | models.Q(place__isnull=False),
                name="diary_closure_of_a_room_names_its_place",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "ends_at"], name="diary_closure_by_end")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"


class Override(models.Model):
    """A deliberate double booking: who decided it, when, and why. Written once; excludes exactly one occupancy.

    `conflicts` names the occupancies that were known to be in the way. Personal data held: who decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reason = models.CharField(max_length=300)
    conflicts = models.JSONField(default=list, blank=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="diary_override_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"override by {self.actor_label} on {self.at:%Y-%m-%d}"


class OccupancyState(models.TextChoices):
    """Whether a stretch is taken. A hold past `expires_at` counts as free although its row still says held."""

    HELD = "held", _("held")
    FIRM = "firm", _("firm")
    RELEASED = "released", _("released")


class Occupancy(models.Model):
    """What one session takes of a therapist, a room and a client; the first two with preparation and recovery.

    `day` is the date in the clinic's zone on which the session starts, and `deep_minutes` how long it is planned to
    hold deep work: both count towards what a therapist does in a day. `override` lifts the rule that nothing overlaps;
    `allowed_by` lets the session stand outside hours or beyond a limit, with that rule in force.
    Personal data held: when a client is where.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.PROTECT, related_name="occupancies")
    room = models.ForeignKey("places.Room", on_delete=models.PROTECT, related_name="occupancies")
    client = models.ForeignKey(
        "people.Client", on_delete=models.PROTECT, related_name="occupancies", null=True, blank=True
    )
    therapist_from = models.DateTimeField()
    therapist_until = models.DateTimeField()
    room_from = models.DateTimeField()
    room_until = models.DateTimeField()
    client_from = models.DateTimeField()
    client_until = models.DateTimeField()
    day = models.DateField()
    deep_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    state = models.CharField(max_length=10, choices=OccupancyState.choices)
    expires_at = models.DateTimeField(null=True, blank=True)
    override = models.OneToOneField(Override, on_delete=models.PROTECT, related_name="occupancy", null=True, blank=True)
    allowed_by = models.OneToOneField(Override, on_delete=models.PROTECT, related_name="allowed", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["therapist_from"]
        verbose_name_plural = "occupancies"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=OccupancyState.values), name="diary_occupancy_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="held", expires_at__isnull=False) | ~models.Q(state="held"),
                name="diary_occupancy_hold_expires",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    therapist_until__gt=models.F("therapist_from"),
                    room_until__gt=models.F("room_from"),
                    client_until__gt=models.F("client_from"),
                ),
                name="diary_occupancy_takes_time",
            ),
        ]
        # All but the last two hold all that a search reads, so that it never visits the rows, which lie far apart.
        indexes: ClassVar = [
            models.Index(
                fields=["therapist", "therapist_from", "therapist_until", "state", "expires_at"],
                name="diary_by_therapist",
            ),
            models.Index(fields=["room", "room_from", "room_until", "state", "expires_at"], name="diary_by_room"),
            models.Index(fields=["therapist", "day", "state", "expires_at", "deep_minutes"], name="diary_by_day"),
            models.Index(fields=["client", "client_from"], name="diary_by_client"),
            models.Index(fields=["expires_at"], condition=models.Q(state="held"), name="diary_holds"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.therapist_from:%Y-%m-%d %H:%M}"


class AvailabilityBlock(models.Model):
    """The openings of everybody who works at a clinic within one block of days, as packed arrays (see `availability`).

    `setup` names the therapists, rooms, hours and closures that it was worked out with; `stamp` is new at every
    writing. Personal data held: when somebody is free.
    """

    clinic = models.ForeignKey("places.Clinic", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    block = models.IntegerField()
    stamp = models.BigIntegerField()
    setup = models.CharField(max_length=40)
    diaries = models.BinaryField()
    openings = models.BinaryField()
    parts = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "block"], name="diary_availability_once_a_block")
        ]

    def __str__(self) -> str:
        return f"block {self.block}"


class AvailabilityMark(models.Model):
    """Says that time of a therapist or a room (`owner`) changed in a block. Written by triggers, with the change.

    Whoever works the block out again takes away the marks seen before reading. Both tables can be
    emptied at any time. Personal data held: none.
    """

    owner = models.UUIDField()
    block = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "block"], name="diary_mark_by_owner"),
            models.Index(fields=["block", "owner"], name="diary_mark_by_block"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} in block {self.block}"
