"""Which clinician was asked about which safety check, with which plan, and what became of it?

Requests and their steps are never changed and go only when the client is erased (`ischia.clinic.people.erasing`).
Where a request stands is its last step and the clock.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class StepStatus(models.TextChoices):
    """What happened to a request. `superseded`: the safety questions were answered anew before the clinician was."""

    ASKED = "asked", _("asked")
    REMINDED = "reminded", _("reminded")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("about answers that have changed since")


CLOSED = (StepStatus.ANSWERED, StepStatus.WITHDRAWN, StepStatus.SUPERSEDED)
"""After one of these a request is over; the database lets one of them happen."""


class ClearanceRequest(models.Model):
    """One question to one clinician: may this person have this massage? Good for one answer, until `expires_at`.

    `planned` is the plan as the clinician was shown it (`ischia.clinic.screen.clearing.planned.Planned`). Without an
    e-mail address the request goes on paper. Personal data held: the clinician's name and address, the plan.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="clearance_requests")
    screening = models.ForeignKey("screen.Screening", on_delete=models.PROTECT, related_name="clearance_requests")
    clinician_name = models.CharField(max_length=120)
    clinician_email = models.EmailField(blank=True, default="")
    planned = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["episode", "-asked_at"], name="clearance_request_latest")]

    def __str__(self) -> str:
        return f"asked on {self.asked_at:%Y-%m-%d}"


class ClearanceStep(models.Model):
    """One step of a request: what, when, by whom. `note` is what the clinician wrote for us.

    Personal data held: who acted, by id and role; what the clinician wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ClearanceRequest, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12, choices=StepStatus.choices)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=80)
    clearance = models.ForeignKey(
        "screen.Clearance", on_delete=models.PROTECT, related_name="steps", null=True, blank=True
    )
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=StepStatus.values), name="clearance_step_known_status"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(status__in=[status.value for status in CLOSED]),
                name="clearance_request_ends_once",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(status="reminded"), name="clearance_request_reminded_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="answered", clearance__isnull=False)
                | (~models.Q(status="answered") & models.Q(clearance__isnull=True)),
                name="clearance_step_answer_is_a_clearance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"


class ClearanceRules(models.Model):
    """How long a clinic's links to clinicians work, and after how many days they are reminded. Personal data: none."""

    clinic = models.OneToOneField(
        "places.Clinic", on_delete=models.PROTECT, primary_key=True, related_name="clearance_rules"
    )
    link_days = models.PositiveSmallIntegerField(
        _("Days for which a link works"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("Days until a reminder"), default=3, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    class Meta:
        verbose_name_plural = "clearance rules"

    def __str__(self) -> str:
        return f"links for {self.link_days} days"
