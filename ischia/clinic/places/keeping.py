"""How do services, places, rooms and the clinic's policies change, and which policy text do clients accept?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.places.models import STANDARD_POLICY, Clinic, Place, PolicyText, Room, Service
from ischia.clinic.places.services import check_service_times
from ischia.pathway.shared.errors import Refused

LONGEST_NOTICE = 14 * 24 * 60
LONGEST_HORIZON = 366
LONGEST_HOLD = 60
LONGEST_WINDOW = 14 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """How booking goes at a clinic; minutes, days and hours as the names say."""

    notice_minutes: int
    horizon_days: int
    hold_minutes: int
    clearance_hold_hours: int
    offer_minutes: int
    grace_minutes: int
    cancel_window_hours: int


def set_policies(*, actor: Actor, clinic: Clinic, policies: Policies) -> None:
    """Keeps how booking goes from now on; what is booked stays booked. The audit row has old and new.

    Raises:
        Refused: `impossible_policy`, with its field.
    """
    _check(policies)
    new = asdict(policies)
    changed = {name: [getattr(clinic, name), value] for name, value in new.items() if getattr(clinic, name) != value}
    if not changed:
        return
    _save(clinic, {name: value for name, (_old, value) in changed.items()})
    with transaction.atomic():
        clinic.save(update_fields=list(changed))
        record(actor=actor, action="places.policies_set", subject=clinic, detail=changed)


def _check(policies: Policies) -> None:
    bounds = {
        "notice_minutes": (0, LONGEST_NOTICE),
        "horizon_days": (1, LONGEST_HORIZON),
        "hold_minutes": (1, LONGEST_HOLD),
        "clearance_hold_hours": (1, LONGEST_WINDOW),
        "offer_minutes": (15, LONGEST_NOTICE),
        "grace_minutes": (0, LONGEST_HOLD),
        "cancel_window_hours": (0, LONGEST_WINDOW),
    }
    for name, (low, high) in bounds.items():
        if not low <= getattr(policies, name) <= high:
            raise Refused("impossible_policy", f"From {low} to {high}.", field=name)


def publish_policy(*, actor: Actor, clinic: Clinic, text: str, now: datetime) -> PolicyText:
    """Puts a new version of the cancellation policy's text in force; earlier versions stay as they were accepted.

    Raises:
        Refused: `no_text`, `same_text`, with its field.
    """
    if not text.strip():
        raise Refused("no_text", "Write what clients accept.", field="text")
    with transaction.atomic():
        Clinic.objects.select_for_update().get(pk=clinic.pk)
        latest = PolicyText.objects.filter(clinic=clinic).order_by("-number").first()
        if latest is not None and latest.text == text.strip():
            raise Refused("same_text", "This is the text that is in force.", field="text")
        number = latest.number + 1 if latest else 1
        published = PolicyText.objects.create(clinic=clinic, number=number, text=text.strip(), published_at=now)
        record(actor=actor, action="places.policy_published", subject=published, detail={"version": published.version})
    return published


def check_policy_read(clinic: Clinic, version: str) -> str:
    """The version that is in force, if it is the one that was read; empty stands for our own sentence.

    Raises:
        Refused: `policy_changed`.
    """
    if (version or STANDARD_POLICY) != clinic.policy_version:
        raise Refused("policy_changed", "The cancellation policy has just changed. Please read it again.")
    return clinic.policy_version


def change_service(*, actor: Actor, service: Service, details: Mapping[str, Any]) -> None:
    """Keeps name, lengths, price, kind and whether it is on offer. What is booked keeps the time it has.

    Raises:
        Refused: as `check_service_times`; `impossible_service`, with its field.
    """
    times = {name: details[name] for name in ("minutes", "preparation_minutes", "recovery_minutes")}
    check_service_times(**times)
    _save(service, details)
    with transaction.atomic():
        service.save(update_fields=list(details))
        detail = {**times, "price_minor": service.price_minor, "is_active": service.is_active}
        record(actor=actor, action="places.service_changed", subject=service, detail=detail)


def change_place(*, actor: Actor, place: Place, details: Mapping[str, Any]) -> None:
    """Keeps its name, address and postcode. Raises Refused (`impossible_place`), with its field."""
    _save(place, details)
    with transaction.atomic():
        place.save(update_fields=list(details))
        record(actor=actor, action="places.place_changed", subject=place)


def add_room(*, actor: Actor, place: Place, name: str) -> Room:
    """One more room. Raises Refused (`room_twice`, `no_name`), with its field."""
    room = Room(place=place, name=_named(name))
    with transaction.atomic():
        _kept(room)
        record(actor=actor, action="places.room_added", subject=room, detail={"place": str(place.pk)})
    return room


def rename_room(*, actor: Actor, room: Room, name: str) -> None:
    """The same room under another name. Raises Refused (`room_twice`, `no_name`), with its field."""
    room.name = _named(name)
    with transaction.atomic():
        _kept(room)
        record(actor=actor, action="places.room_renamed", subject=room)


def _named(name: str) -> str:
    if not name.strip():
        raise Refused("no_name", "A room needs a name.", field="name")
    return name.strip()


def _kept(room: Room) -> None:
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as twice:
        raise Refused("room_twice", "This place has a room of this name already.", field="name") from twice


def _save(row: Model, details: Mapping[str, Any]) -> None:
    """Put the values in their fields and check the row whole."""
    for name, value in details.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        code = f"impossible_{row._meta.model_name}"
        raise Refused(code, messages[0], field=field if field in details else None) from fault
