"""Where is care given? A clinic is an organisation with places; each place has rooms; services are what it offers."""

from typing import ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

STANDARD_POLICY = "2026-11"
"""The version of our own sentence about cancelling, for clinics without words of their own."""

CURRENCY = RegexValidator(r"^[A-Z]{3}$", "Three capital letters, as in ISO 4217.")


def check_zone(name: str) -> None:
    """Refuses a name that is not an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"{name} is not an IANA time zone.")


class Clinic(models.Model):
    """An organisation and its settings: nothing about a country is wired into the code.

    Dates are held for `hold_minutes`, and for `clearance_hold_hours` where a clinician has to answer first. Whoever
    waits is offered a freed time for `offer_minutes`, less when it is soon.
    `sessions_a_day` and `deep_minutes_a_day` hold for every therapist without a number of their own; None: no limit.

    Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    zone = models.CharField(max_length=60, validators=[check_zone])
    locale = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, validators=[CURRENCY])
    emergency_number = models.CharField(max_length=20)
    urgent_number = models.CharField(max_length=20)
    crisis_number = models.CharField(max_length=20)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveIntegerField(default=84)
    hold_minutes = models.PositiveIntegerField(default=10)
    clearance_hold_hours = models.PositiveIntegerField(default=72)
    offer_minutes = models.PositiveIntegerField(default=120, validators=[MinValueValidator(15)])
    grace_minutes = models.PositiveIntegerField(default=3)
    cancel_window_hours = models.PositiveIntegerField(default=24)
    sessions_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    deep_minutes_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    match_weights = models.JSONField(default=dict, blank=True)
    groups_sciatica = models.BooleanField(
        default=False,
        help_text=(
            "Whether STarT Back and SCOPiC may time the advice to see a clinician. Read their licence notice first."
        ),
    )

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def policy(self) -> "PolicyText | None":
        """The cancellation policy that clients accept now; None while the clinic has no words of its own."""
        return PolicyText.objects.filter(clinic=self).order_by("-number").first()

    @property
    def policy_version(self) -> str:
        """What a booking keeps of the policy that was accepted."""
        return self.policy.version if self.policy else STANDARD_POLICY


class Access(models.TextChoices):
    """What a place may offer beyond being step-free."""

    TOILET = "accessible_toilet", _("Accessible toilet")
    PARKING = "disabled_parking", _("Disabled parking")
    TABLE = "table_goes_low", _("Table that goes low")
    LOOP = "hearing_loop", _("Hearing loop")


def check_access(codes: object) -> None:
    """Refuses what a place cannot be said to offer."""
    if not isinstance(codes, list) or not set(codes) <= set(Access.values):
        raise ValidationError(f"A list of some of: {', '.join(Access.values)}.")


class Place(models.Model):
    """One address of a clinic. `access` lists what it offers beyond being step-free.

    `latitude` and `longitude` are degrees of WGS 84, both None where nobody has said where it is.
    Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="places")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=20)
    step_free = models.BooleanField(default=False)
    access = models.JSONField(default=list, blank=True, validators=[check_access])
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "name"], name="places_place_name_once_a_clinic"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="places_place_on_the_map",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """One treatment room of a place. Personal data held: none."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "name"], name="places_room_name_once_a_place")
        ]

    def __str__(self) -> str:
        return self.name


class ServiceKind(models.TextChoices):
    """For which visit of a course a service is meant."""

    FIRST = "first", _("first visit")
    REVIEW = "review", _("visit with the review")
    VISIT = "visit", _("any visit")


class Service(models.Model):
    """What can be booked: minutes with the client, and the minutes before and after that block therapist and room.

    A clinic may have a first visit and a review of their own length and price; any other visit does without.
    `price_minor` is in minor units (pence) of the clinic's currency. Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=120)
    slug = models.SlugField()
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    preparation_minutes = models.PositiveIntegerField(default=0)
    recovery_minutes = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=ServiceKind.choices, default=ServiceKind.VISIT)
    price_minor = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["kind", "-minutes"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "slug"], name="places_service_slug_once_a_clinic"),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="places_service_takes_time"),
            models.CheckConstraint(condition=models.Q(kind__in=ServiceKind.values), name="places_service_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyText(models.Model):
    """What clients accept when they book: the words of the cancellation policy, one row a version. Written once.

    Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="policy_texts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "number"], name="places_policy_number_once_a_clinic")
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def version(self) -> str:
        """What a booking keeps of it: its number and the day on which it came into force."""
        return f"{self.number}, {self.published_at:%Y-%m-%d}"
