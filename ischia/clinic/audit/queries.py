"""What has happened to one row, or by one actor?"""

from django.db import models
from django.db.models import QuerySet

from ischia.clinic.audit.models import Event


def events_on(subject: models.Model) -> QuerySet[Event]:
    """Every act on `subject`, oldest first."""
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def events_by(actor_id: str) -> QuerySet[Event]:
    """Every act of one actor, oldest first."""
    return Event.objects.filter(actor_id=actor_id)
