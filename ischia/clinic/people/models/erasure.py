"""What is written when a client wants their data erased: the wish, the clinic's answer, and that it was done?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Retention(models.Model):
    """How many years a clinic keeps records after the last visit. Without a row `DEFAULT_YEARS` holds.

    What the law asks for differs between countries and professions: the owner sets it. Personal data held: none.
    """

    DEFAULT_YEARS = 8

    clinic = models.OneToOneField("places.Clinic", on_delete=models.PROTECT, primary_key=True, related_name="retention")
    years = models.PositiveSmallIntegerField(default=DEFAULT_YEARS)

    def __str__(self) -> str:
        return f"{self.years} years"


class ErasureRequest(models.Model):
    """A client asks that their data be erased (append-only). Personal data held: that they asked."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.OneToOneField("people.Client", on_delete=models.PROTECT, related_name="erasure_request")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["asked_at"]

    def __str__(self) -> str:
        return f"erasure asked {self.asked_at:%Y-%m-%d}"


class ErasureConfirmation(models.Model):
    """A person at the clinic has confirmed it (append-only): the account is closed, and what identifies the client goes

    on the day after `keep_until`. Personal data held: none.
    """

    request = models.OneToOneField(
        ErasureRequest, on_delete=models.PROTECT, primary_key=True, related_name="confirmation"
    )
    keep_until = models.DateField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"kept until {self.keep_until}"


class Erasure(models.Model):
    """What identified the client is gone (append-only). Personal data held: none."""

    request = models.OneToOneField(ErasureRequest, on_delete=models.PROTECT, primary_key=True, related_name="erasure")
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erased {self.erased_at:%Y-%m-%d}"
