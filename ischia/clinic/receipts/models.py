"""What do we keep of money: how the clinic bills, every receipt and credit note, packages, and what was let off?

Amounts are whole numbers of the currency's smallest unit. A receipt carries everything that it says, so that it still
says the same when names, prices and registrations have changed. Card numbers are never kept: the terminal has them.
"""

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Billing(models.Model):
    """How a clinic bills. One row a clinic; a clinic without one charges no tax and no fees.

    `tax_basis_points`: 2000 is 20 %, included in every price. Numbers are `prefix`, the year if `yearly_numbers`, and
    a serial. Fees are percent of the price. `package_months` None: packages do not expire. Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.OneToOneField("places.Clinic", on_delete=models.PROTECT, related_name="billing")
    tax_name = models.CharField(max_length=20, blank=True, default="")
    tax_basis_points = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(10_000)])
    tax_number = models.CharField(max_length=40, blank=True, default="")
    yearly_numbers = models.BooleanField(default=True)
    receipt_prefix = models.CharField(max_length=8, default="R")
    credit_prefix = models.CharField(max_length=8, default="C")
    late_cancel_percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    no_show_percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    package_months = models.PositiveSmallIntegerField(null=True, blank=True)
    refunds_expired = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "billing"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(late_cancel_percent__lte=100, no_show_percent__lte=100),
                name="receipts_billing_fee_within_price",
            ),
            models.CheckConstraint(
                condition=models.Q(tax_basis_points__lte=10_000), name="receipts_billing_tax_within_price"
            ),
            models.CheckConstraint(
                condition=~models.Q(receipt_prefix=models.F("credit_prefix")), name="receipts_billing_two_prefixes"
            ),
        ]

    def __str__(self) -> str:
        return f"billing of {self.clinic_id}"


class PackageOffer(models.Model):
    """A course that can be paid for in advance: so many sessions of one service at one price.

    Personal data held: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="package_offers")
    service = models.ForeignKey("places.Service", on_delete=models.PROTECT, related_name="package_offers")
    name = models.CharField(max_length=120)
    sessions = models.PositiveSmallIntegerField()
    price_minor = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sessions__gte=2), name="receipts_offer_is_a_course")
        ]

    def __str__(self) -> str:
        return self.name


class Package(models.Model):
    """A course that a client has paid for in advance. `left` sessions and `value_left_minor` are not drawn yet.

    `closed_at` is None until the rest was refunded. The receipts that name it are what was drawn.
    Personal data held: that a client bought it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="packages")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="packages")
    service = models.ForeignKey("places.Service", on_delete=models.PROTECT, related_name="packages")
    name = models.CharField(max_length=120)
    sessions = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField()
    price_minor = models.PositiveIntegerField()
    value_left_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    bought_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    extended_because = models.CharField(max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["bought_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(left__gte=0, left__lte=models.F("sessions")), name="receipts_package_never_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(value_left_minor__gte=0, value_left_minor__lte=models.F("price_minor")),
                name="receipts_package_value_never_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(left__gt=0) | models.Q(value_left_minor=0), name="receipts_package_all_drawn"
            ),
        ]

    def __str__(self) -> str:
        return f"package {self.pk}"


class Kind(models.TextChoices):
    """A receipt, or the credit note that corrects one."""

    RECEIPT = "receipt", _("Receipt")
    CREDIT_NOTE = "credit_note", _("Credit note")


class Charge(models.TextChoices):
    """What was paid for."""

    SESSION = "session", _("Session")
    LATE_CANCELLED = "late_cancelled", _("Fee for a late cancellation")
    NO_SHOW = "no_show", _("Fee for a missed visit")
    PACKAGE = "package", _("Course paid in advance")


class Method(models.TextChoices):
    """How it was paid. Recorded only: nothing here moves money."""

    CASH = "cash", _("Cash")
    CARD = "card_terminal", _("Card, at the terminal")
    TRANSFER = "transfer", _("Bank transfer")
    PACKAGE = "package", _("From a course paid in advance")


class Receipt(models.Model):
    """One receipt or credit note, as it was given out. Written once; the database gives numbers without gaps.

    Amounts are never negative: a credit note of 5200 gives 52.00 back. `of` is the receipt that a credit note corrects.
    `request_key` comes from the page: the same key never takes a payment twice.
    Personal data held: who was treated by whom, when, and what they paid.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("places.Clinic", on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    series = models.CharField(max_length=4, blank=True, default="")
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=30)
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="receipts")
    session = models.ForeignKey(
        "book.Session", on_delete=models.PROTECT, related_name="receipts", null=True, blank=True
    )
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="receipts", null=True, blank=True)
    of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="credit_notes", null=True, blank=True)
    charge = models.CharField(max_length=20, choices=Charge.choices)
    method = models.CharField(max_length=20, choices=Method.choices)
    reason = models.CharField(max_length=200, blank=True, default="")
    currency = models.CharField(max_length=3)
    amount_minor = models.PositiveIntegerField()
    tax_minor = models.PositiveIntegerField(default=0)
    tax_name = models.CharField(max_length=20, blank=True, default="")
    tax_basis_points = models.PositiveIntegerField(default=0)
    tax_number = models.CharField(max_length=40, blank=True, default="")
    clinic_name = models.CharField(max_length=120)
    clinic_address = models.CharField(max_length=300)
    client_name = models.CharField(max_length=120)
    therapist_name = models.CharField(max_length=120, blank=True, default="")
    registration_body = models.CharField(max_length=120, blank=True, default="")
    registration_number = models.CharField(max_length=60, blank=True, default="")
    service_name = models.CharField(max_length=160)
    service_on = models.DateField(null=True, blank=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)
    request_key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-serial"]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "issued_on"], name="receipts_receipt_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "kind", "series", "serial"], name="receipts_receipt_serial_once"),
            models.UniqueConstraint(fields=["clinic", "number"], name="receipts_receipt_number_once"),
            models.CheckConstraint(condition=models.Q(serial__gte=1), name="receipts_receipt_counts_from_one"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="receipts_receipt_known_kind"),
            models.CheckConstraint(condition=models.Q(method__in=Method.values), name="receipts_receipt_known_method"),
            models.CheckConstraint(condition=models.Q(charge__in=Charge.values), name="receipts_receipt_known_charge"),
            models.CheckConstraint(
                condition=models.Q(tax_minor__lte=models.F("amount_minor")), name="receipts_receipt_tax_within_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.RECEIPT, of__isnull=True)
                | (models.Q(kind=Kind.CREDIT_NOTE, of__isnull=False) & ~models.Q(reason="")),
                name="receipts_credit_note_says_of_what_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(session__isnull=False) | models.Q(charge=Charge.PACKAGE),
                name="receipts_receipt_of_a_session_or_package",
            ),
            models.CheckConstraint(
                condition=~models.Q(method=Method.PACKAGE) | models.Q(package__isnull=False),
                name="receipts_receipt_names_its_package",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.kind == Kind.CREDIT_NOTE


class LetOff(models.Model):
    """A session that took place and that nobody has to pay for, and why. Written once.

    Personal data held: why, in a few words by staff, until the client is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.OneToOneField("book.Session", on_delete=models.PROTECT, related_name="let_off")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["at"]
        verbose_name_plural = "let off"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="receipts_let_off_says_why")
        ]

    def __str__(self) -> str:
        return f"let off at {self.at:%Y-%m-%d %H:%M}"
