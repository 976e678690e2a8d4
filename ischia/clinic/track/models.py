"""What do we keep of a measure that was filled in?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class MeasureEntry(models.Model):
    """One instrument as it was filled in on one day (append-only), with the score its own rule gave.

    A wrong entry is not changed: a `MeasureError` says why it no longer counts. Personal data held: health answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="measure_entries")
    session = models.ForeignKey(
        "book.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="measure_entries"
    )
    instrument = models.CharField(max_length=40)
    on = models.DateField()
    answers = models.JSONField()
    value = models.FloatField()
    missing = models.JSONField(default=list)
    knowledge_version = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=80)
    entered_as = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["on", "entered_at"]
        indexes: ClassVar = [models.Index(fields=["episode", "instrument", "on"], name="track_entry_by_episode")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.value:g} on {self.on}"


class MeasureError(models.Model):
    """Somebody said that an entry is wrong, and why (append-only). The entry stays and no longer counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField(MeasureEntry, on_delete=models.PROTECT, related_name="error")
    reason = models.CharField(max_length=200)
    marked_by = models.CharField(max_length=80)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"error in {self.entry_id}"
