"""What do we keep of what a client tells before the first visit, while it is written and once it is sent?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from ischia.pathway.screen.api import Outcome


class IntakeDraft(models.Model):
    """What has been typed so far, page by page and word for word, mistakes included. Gone once the intake is sent.

    `typed` maps a page's id to what its form sent, every field a list of texts, as a form sends it.
    Personal data held: contact details, people close to the client, what the client tells of their health.
    """

    episode = models.OneToOneField(
        "people.Episode", on_delete=models.PROTECT, primary_key=True, related_name="intake_draft"
    )
    typed = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"intake draft of episode {self.episode_id}"


class Intake(models.Model):
    """One intake that was sent (append-only). A later one of the episode has a higher `version` and replaces it.

    Personal data held: none; what was told stands in `IntakeAnswers`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="intakes")
    version = models.PositiveSmallIntegerField()
    form_version = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["episode", "version"], name="intake_version_once_an_episode")
        ]

    def __str__(self) -> str:
        return f"intake {self.version} of episode {self.episode_id}"


class IntakeAnswers(models.Model):
    """What was told in one intake. Never changed; deleted only when the client's data is erased (people.erasing).

    `answers` maps a page's id to its fields' values.
    Personal data held: contact details, people close to the client, what the client tells of their health.
    """

    intake = models.OneToOneField(Intake, on_delete=models.PROTECT, primary_key=True, related_name="told")
    answers = models.JSONField()

    def __str__(self) -> str:
        return f"answers of {self.intake_id}"


class CheckIn(models.Model):
    """What a client said on their phone shortly before a visit (append-only). The last one of a visit counts.

    It never stands for the safety check of the visit: the therapist asks again, with these answers filled in.
    `told` maps finding ids to what was said, "unknown" where the client was not sure; `verdict` is what the answers
    came to together with those on record. Personal data held: health answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("book.Session", on_delete=models.PROTECT, related_name="check_ins")
    told = models.JSONField()
    outcome = models.CharField(max_length=24)
    is_worse = models.BooleanField()
    verdict = models.JSONField()
    knowledge_version = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["answered_at"]
        indexes: ClassVar = [models.Index(fields=["session", "-answered_at"], name="intake_check_in_latest")]

    def __str__(self) -> str:
        return f"check-in of {self.answered_at:%Y-%m-%d %H:%M}"

    @property
    def is_alarming(self) -> bool:
        """Whether the client has to be seen by somebody today."""
        return self.outcome in {Outcome.URGENT, Outcome.EMERGENCY}
