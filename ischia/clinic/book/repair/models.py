"""What was proposed when something went wrong with a day, what was made of it, and who has been told?

All three are written once. A proposal is changed on the page and carried out as changed; the row stays as proposed.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Repair(models.Model):
    """A proposal: where the sessions that something affects could go.

    `event` is what happened; `digest` names the problem that was solved, so that two proposals can be compared. `lines`
    are `ischia.pathway.book.repair_values.RepairLine`. The bounds are what the solver proved.
    Personal data held: who has an appointment when and with whom, through the sessions.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="repairs")
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    event = models.JSONField()
    digest = models.CharField(max_length=64)
    unplaced = models.PositiveIntegerField()
    unplaced_bound = models.PositiveIntegerField()
    cost = models.PositiveIntegerField()
    cost_bound = models.PositiveIntegerField()
    effort = models.FloatField()
    lines = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"repair of {len(self.lines)} visits at {self.at:%Y-%m-%d %H:%M}"


class AppliedRepair(models.Model):
    """That a proposal was carried out, once, and as what.

    `lines` say for each session "moved" with its slot, "cancelled" or "left". Personal data held: as `Repair`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    repair = models.OneToOneField(Repair, on_delete=models.PROTECT, related_name="applied")
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    lines = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"applied at {self.at:%Y-%m-%d %H:%M}"


class How(models.TextChoices):
    """How a client was told."""

    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    IN_PERSON = "in_person", _("in person")


class ToldOfRepair(models.Model):
    """That a client was told of their new time: how, when and by whom. Personal data held: who was told."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    applied = models.ForeignKey(AppliedRepair, on_delete=models.PROTECT, related_name="told")
    session = models.ForeignKey("book.Session", on_delete=models.PROTECT, related_name="told_of_repairs")
    how = models.CharField(max_length=20, choices=How.choices)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["applied", "session"], name="repair_told_once"),
            models.CheckConstraint(condition=models.Q(how__in=How.values), name="repair_told_known_how"),
        ]

    def __str__(self) -> str:
        return f"told {self.how} at {self.at:%Y-%m-%d %H:%M}"
