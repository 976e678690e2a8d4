"""What do we keep of a link that opens one thing for somebody without an account?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class SecureLink(models.Model):
    """The key to one thing (`subject_id`), for one `purpose`, until `expires_at`. Of its token only a hash is kept.

    Once used or withdrawn, the row never changes again; the database sees to it.
    Personal data held: none; who made it, by id and role.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by_kind = models.CharField(max_length=10)
    issued_by_id = models.CharField(max_length=80)
    issued_by_label = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["issued_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="people_link_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="people_link_expires_after_issue"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["purpose", "subject_id"], name="people_link_by_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"
