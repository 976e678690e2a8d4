"""What do we keep of a safety check, and of a clinician's answer to it?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from ischia.pathway.book.values import ClearanceAnswer
from ischia.pathway.screen.values import Outcome


class Screening(models.Model):
    """One completed safety check of one episode (append-only), with the verdict and the knowledge version that made it.

    `findings` maps finding ids to values ("unknown" where the client was not sure); `verdict` is the whole
    `ischia.pathway.screen.values.Verdict` as builtins. Personal data: health answers.
    """

    class Purpose(models.TextChoices):
        BOOKING = "booking", "before booking"
        SESSION = "session", "at a session"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="screenings")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    findings = models.JSONField()
    outcome = models.CharField(max_length=24, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    level = models.CharField(max_length=24)
    verdict = models.JSONField()
    knowledge_version = models.CharField(max_length=80)
    answered_by = models.CharField(max_length=120)
    completed_at = models.DateTimeField()

    class Meta:
        verbose_name = "screening"
        ordering: ClassVar = ["-completed_at"]
        indexes: ClassVar = [models.Index(fields=["episode", "-completed_at"], name="screening_latest")]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.completed_at:%Y-%m-%d}"


class Clearance(models.Model):
    """A clinician's answer to one screening (append-only). Personal data: the clinician's name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="clearances")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="clearances")
    answer = models.CharField(max_length=16, choices=[(answer.value, answer.value) for answer in ClearanceAnswer])
    limits = models.JSONField(default=dict, blank=True)
    clinician_name = models.CharField(max_length=120)
    clinician_role = models.CharField(max_length=120)
    clinician_registration = models.CharField(max_length=60, blank=True)
    answered_on = models.DateField()
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "clearance"
        ordering: ClassVar = ["-recorded_at"]

    def __str__(self) -> str:
        return f"{self.answer} by {self.clinician_name} on {self.answered_on:%Y-%m-%d}"
