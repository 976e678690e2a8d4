"""Who works at a clinic, in what role, and what proves a therapist's training?"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ischia.clinic.places.api import Place


class Role(models.TextChoices):
    """What somebody is at a clinic. A client has no membership: a client record makes a user a client."""

    CLIENT = "client", _("Client")
    THERAPIST = "therapist", _("Therapist")
    FRONT_DESK = "front_desk", _("Front desk")
    OWNER = "owner", _("Owner")


STAFF_ROLES = [(role.value, role.label) for role in Role if role is not Role.CLIENT]


class Membership(models.Model):
    """A user works at a clinic in a role. Personal data held: who works where."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=STAFF_ROLES)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "clinic"], name="people_membership_one_role_a_clinic"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role, _label in STAFF_ROLES]), name="people_membership_staff_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Therapist(models.Model):
    """Somebody who treats.

    `sessions_a_day` and `deep_minutes_a_day` bound what may be booked for one day; None: as the clinic sets it.
    `conditions` are what they have trained for, by the knowledge id of a pattern or finding, each with what proves it.
    Personal data held: name, gender, languages, a few words for clients, training, how much they take on in a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="therapists")
    user = models.OneToOneField("people.User", on_delete=models.PROTECT, related_name="therapist")
    name = models.CharField(max_length=120)
    gender = models.CharField(max_length=20, blank=True, default="")
    languages = models.JSONField(default=list)
    about = models.TextField(blank=True, default="")
    conditions = models.JSONField(default=dict, blank=True)
    places = models.ManyToManyField("places.Place", related_name="therapists", blank=True)
    is_active = models.BooleanField(default=True)
    sessions_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    deep_minutes_a_day = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def treats_at(self) -> list[Place]:
        """The places, read once, or with everybody's by `therapists_with_all`; so are the two below."""
        return list(self.places.all())

    @cached_property
    def entries(self) -> list[Registration]:
        """The entries in registers."""
        return list(self.registrations.all())

    @cached_property
    def training(self) -> list[Skill]:
        """The techniques."""
        return list(self.skills.all())

    @property
    def registered_until(self) -> date | None:
        """The last day of the registrations that somebody has checked; None without any."""
        return max((entry.expires_on for entry in self.entries if entry.checked_on is not None), default=None)

    def is_registered_on(self, day: date) -> bool:
        """Whether a registration that somebody has checked is still valid on `day`."""
        return any(registration.holds_on(day) for registration in self.registrations.all())


class Registration(models.Model):
    """An entry in a professional register. `checked_on` is None until somebody looked it up.

    Personal data held: the therapist's registration number (public in the register itself).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.CASCADE, related_name="registrations")
    body = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True, default="")
    expires_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["body", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "number"], name="people_registration_once")]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"

    def holds_on(self, day: date) -> bool:
        """Whether this entry was checked and has not run out on `day`."""
        return self.checked_on is not None and self.expires_on >= day


class Skill(models.Model):
    """A technique the therapist is trained in, by the knowledge id of the technique, with what proves it.

    Personal data held: training.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    therapist = models.ForeignKey("people.Therapist", on_delete=models.CASCADE, related_name="skills")
    technique = models.CharField(max_length=80)
    evidence = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["technique"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["therapist", "technique"], name="people_skill_once_a_therapist")
        ]

    def __str__(self) -> str:
        return self.technique
