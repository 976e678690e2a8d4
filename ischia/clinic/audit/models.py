"""What does the audit trail keep about each act?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from ischia.clinic.audit.actor import ActorKind


class Event(models.Model):
    """One act: who, when, what, on which row. Written once; the database refuses to change or delete it.

    Personal data held: none. `actor_label` is a role, `detail` holds ids, codes and counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_event_by_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_event_by_actor"),
            models.Index(fields=["at", "id"], name="audit_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_label} {self.action} {self.subject_type} {self.subject_id}"
