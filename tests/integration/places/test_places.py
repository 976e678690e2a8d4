"""A clinic's settings are checked where they come in, and one installation shows one clinic."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from ischia.clinic.audit.api import events_on
from ischia.clinic.places.api import ServiceDetails, current_clinic, offer_service, places_of, rooms_of, services_of
from ischia.pathway.shared.errors import NotFound, Refused
from tests.support.clinic import BUILDER, World, make_clinic, make_place

pytestmark = pytest.mark.django_db


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="not an IANA time zone"):
        make_clinic(zone="Europe/Leith")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"minutes": 0}, "no_length", "minutes"),
        ({"minutes": -5}, "no_length", "minutes"),
        ({"preparation_minutes": -1}, "negative_buffer", "preparation_minutes"),
        ({"recovery_minutes": -1}, "negative_buffer", "recovery_minutes"),
        ({"minutes": 1441}, "longer_than_a_day", "minutes"),
        ({"minutes": 1431, "preparation_minutes": 5, "recovery_minutes": 5}, "longer_than_a_day", "minutes"),
    ],
)
def test_a_service_of_a_length_that_no_session_can_have_is_refused(
    world: World, changes: dict[str, int], code: str, field: str
) -> None:
    details: dict[str, Any] = {"name": "Odd", "slug": "odd", "minutes": 45, "price_minor": 100} | changes
    with pytest.raises(Refused) as refusal:
        offer_service(actor=BUILDER, clinic=world.clinic, details=ServiceDetails(**details))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_service_that_just_fits_into_a_day_is_offered(world: World) -> None:
    details = ServiceDetails(
        name="Long", slug="long", minutes=1430, price_minor=100, preparation_minutes=5, recovery_minutes=5
    )
    assert offer_service(actor=BUILDER, clinic=world.clinic, details=details) in services_of(world.clinic)


def test_two_places_of_a_clinic_cannot_share_a_name(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_place(world.clinic, name="Leith")


def test_opening_leaves_a_trace(world: World) -> None:
    assert [event.action for event in events_on(world.clinic)] == ["places.clinic_opened"]
    assert [event.detail for event in events_on(world.leith)] == [{"rooms": 3}]


def test_the_only_clinic_is_the_current_one_without_being_named(settings: Settings) -> None:
    settings.ISCHIA_CLINIC = ""
    clinic = make_clinic()

    assert current_clinic() == clinic


def test_of_several_clinics_one_must_be_named(world: World, settings: Settings) -> None:
    settings.ISCHIA_CLINIC = ""
    with pytest.raises(NotFound, match="ISCHIA_CLINIC"):
        current_clinic()

    settings.ISCHIA_CLINIC = "elsewhere"
    assert current_clinic().name == "Elsewhere"


def test_an_empty_installation_has_no_clinic() -> None:
    with pytest.raises(NotFound, match="No clinic here yet"):
        current_clinic()


def test_places_rooms_and_services_are_the_clinics_own(world: World) -> None:
    other = world.una.memberships.get().clinic

    assert [place.name for place in places_of(world.clinic)] == ["Leith", "Stockbridge"]
    assert rooms_of(world.clinic).count() == 5
    assert [service.minutes for service in services_of(world.clinic)] == [60, 45, 30]
    assert not places_of(other).exists()
    assert not services_of(other).exists()
