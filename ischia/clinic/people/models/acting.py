"""Who may act for a client: a parent for a child, a grown-up child for a parent, somebody the client trusts?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """By what right somebody acts for a client."""

    CLIENT_AGREED = "client_agreed", _("The client asked for it")
    PARENT = "parent", _("Parent or guardian")
    LEGAL = "legal", _("Appointed by law, for example by a power of attorney")


class Authority(models.Model):
    """`holder` may act for `client` (append-only). What ends it is a row of its own, `AuthorityEnd`.

    Visits are always shared: without them there is nothing to do. Health answers only with `shares_health`.
    Personal data held: who acts for whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="authorities")
    holder = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="authorities")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    shares_health = models.BooleanField(default=False)
    wording_version = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["given_at"]
        indexes: ClassVar = [models.Index(fields=["holder", "client"], name="people_authority_by_holder")]

    def __str__(self) -> str:
        return f"{self.basis} for {self.client_id}"


class AuthorityEnd(models.Model):
    """From `ended_at` on nobody acts on that authority any more (append-only). Personal data held: none."""

    authority = models.OneToOneField(Authority, on_delete=models.PROTECT, primary_key=True, related_name="end")
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"end of {self.authority_id}"
