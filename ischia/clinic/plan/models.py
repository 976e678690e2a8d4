"""What do we keep of a care plan?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class CarePlan(models.Model):
    """One plan for an episode. A new plan is a new row. `plan` is the whole `ischia.pathway.plan.values.Plan`.

    `sessions` and `session_minutes` repeat the plan's course so that booking need not open the document.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="care_plans")
    plan = models.JSONField()
    sessions = models.PositiveSmallIntegerField()
    session_minutes = models.PositiveSmallIntegerField()
    knowledge_version = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["episode", "-at"], name="care_plan_latest")]

    def __str__(self) -> str:
        return f"{self.sessions} sessions of {self.session_minutes} minutes, {self.at:%Y-%m-%d}"
