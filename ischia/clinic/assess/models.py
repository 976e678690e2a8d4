"""What do we keep of an assessment, and of the grouping of a clinic that has switched it on?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Assessment(models.Model):
    """One reading of where the leg pain most likely comes from. Appended, never changed.

    `findings` maps finding ids to values, `body_chart` is a list of marks, `picture` is the whole
    `ischia.pathway.assess.values.Picture` as builtins. Personal data: health answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="assessments")
    findings = models.JSONField()
    body_chart = models.JSONField(default=list, blank=True)
    picture = models.JSONField()
    knowledge_version = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["episode", "-at"], name="assessment_latest")]

    def __str__(self) -> str:
        return f"assessment on {self.at:%Y-%m-%d}"


class SciaticaGrouping(models.Model):
    """What STarT Back and SCOPiC came to once. Appended, never changed; the latest of the episode counts.

    `indicators` maps each of the four to yes, no or None (not judged), `grouping` is the whole
    `ischia.pathway.assess.api.Grouping` as builtins. Personal data: health answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="sciatica_groupings")
    total = models.PositiveSmallIntegerField()
    psychosocial = models.PositiveSmallIntegerField()
    indicators = models.JSONField()
    grouping = models.JSONField()
    knowledge_version = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["episode", "-at"], name="assess_grouping_latest")]

    def __str__(self) -> str:
        return f"grouping on {self.at:%Y-%m-%d}"
