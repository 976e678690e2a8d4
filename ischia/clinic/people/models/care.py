"""Who is treated, what did they agree to, and for which problem?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """A person with sciatica who comes to the clinic.

    Personal data held: name, e-mail address, phone number, date of birth.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="clients")
    user = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="client_records", null=True, blank=True
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    date_of_birth = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "user"], condition=models.Q(user__isnull=False), name="people_client_once_a_user"
            ),
        ]
        indexes: ClassVar = [models.Index("clinic", Lower("email"), name="people_client_by_email")]

    def __str__(self) -> str:
        return f"client {self.pk}"


class ConsentKind(models.TextChoices):
    """What a client may agree to."""

    TREATMENT = "treatment", _("Being treated with massage")
    HEALTH_DATA = "health_data", _("Keeping answers about my health")
    REMINDERS = "reminders", _("Being reminded of sessions")
    CANCELLATION_POLICY = "cancellation_policy", _("The cancellation policy")
    CONTACT_CLINICIAN = "contact_clinician", _("Writing to my GP or clinician about my treatment")


class Consent(models.Model):
    """What a client agreed to, in which wording, and when. Written once.

    Personal data held: that the client agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=40, choices=ConsentKind.choices)
    wording_version = models.CharField(max_length=40)
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["given_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.wording_version}"


class ConsentWithdrawal(models.Model):
    """A consent holds no more from `withdrawn_at` on (append-only). Personal data held: that it was withdrawn."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"withdrawal of {self.consent_id}"


class Episode(models.Model):
    """One problem of one client; every screening, plan, session and measure hangs on it.

    Personal data held: when the pain began, the client's goals and preferences (health data).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="episodes")
    opened_at = models.DateTimeField()
    onset_on = models.DateField(null=True, blank=True)
    goals = models.JSONField(default=list, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gte=models.F("opened_at")),
                name="people_episode_closes_after_opening",
            )
        ]

    def __str__(self) -> str:
        return f"episode {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
