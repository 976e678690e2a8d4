"""What do we keep of what was brought in: the file while it is looked at, and which row came from which of theirs?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sort(models.TextChoices):
    """What a file holds."""

    SERVICES = "services", _("Services")
    THERAPISTS = "therapists", _("Therapists")
    CLIENTS = "clients", _("Clients")


class ImportDraft(models.Model):
    """A file that was checked and not brought in yet. It is deleted once it is in, or after a day.

    Personal data held: whatever the file holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=20, choices=Sort.choices)
    content = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.sort} at {self.at:%Y-%m-%d %H:%M}"


class BroughtIn(models.Model):
    """Which row of ours came from which row of theirs: the same file a second time changes nothing twice.

    Personal data held: none; `external_id` is the key of the other system.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="brought_in")
    sort = models.CharField(max_length=20, choices=Sort.choices)
    external_id = models.CharField(max_length=120)
    row_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sort", "external_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "sort", "external_id"], name="transfer_brought_in_once")
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.external_id}"
