"""Distance, load, training and the edge of a registration's last day, as the database tells it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ischia.clinic.book.api import Status
from ischia.clinic.book.models import Session
from ischia.clinic.match.api import matches
from ischia.clinic.match.towns import find_town
from ischia.clinic.people.api import treated_by
from ischia.clinic.places.api import Place
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.api import Position
from ischia.pathway.match.values import Match, Need
from ischia.pathway.shared.errors import Refused
from tests.support.booking import book, ready
from tests.support.clinic import NOW, World, make_therapist
from tests.support.diary import at, give_hours

pytestmark = pytest.mark.django_db

NEED = Need(techniques=frozenset({TechniqueId("trigger_point")}))
LEITH = Position(latitude=55.9755, longitude=-3.1702)


@pytest.fixture
def staffed(world: World) -> World:
    give_hours(world.callum, world.leith)
    put(world.leith, LEITH)
    return world


def put(place: Place, here: Position) -> None:
    place.latitude, place.longitude = here.latitude, here.longitude
    place.save()


def reasons_of(world: World, name: str, **options: Any) -> dict[str, str]:
    options = {"need": NEED, "now": NOW, **options}
    found = matches(clinic=world.clinic, service=world.follow_up, **options)
    match: Match = next(one for one in found.ranking.offered if found.therapists[one.therapist].name == name)
    return {reason.name: reason.text for reason in match.reasons}


@pytest.mark.parametrize(
    ("zone", "is_offered"), [("Europe/London", True), ("America/New_York", True), ("Pacific/Auckland", False)]
)
def test_registration_runs_out_with_the_last_day_of_the_clinics_clock(
    staffed: World, zone: str, *, is_offered: bool
) -> None:
    staffed.clinic.zone = zone
    last = make_therapist(staffed.clinic, name="Ewan Kerr", expires_on=date(2026, 11, 23))
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Auckland
    found = matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=late)
    assert (str(last.pk) in {match.therapist for match in found.ranking.offered}) is is_offered


def test_registration_is_gone_a_minute_after_midnight(staffed: World) -> None:
    make_therapist(staffed.clinic, name="Ewan Kerr", expires_on=date(2026, 11, 23))
    before, after = datetime(2026, 11, 23, 23, 59, tzinfo=UTC), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert "proof" in reasons_of(staffed, "Ewan Kerr", now=before)
    with pytest.raises(StopIteration):
        reasons_of(staffed, "Ewan Kerr", now=after)


def test_distance_is_that_of_the_nearest_place_or_of_the_one_asked_for(staffed: World) -> None:
    put(staffed.stockbridge, Position(latitude=55.9585, longitude=-3.2105))
    need = Need(techniques=NEED.techniques, near="Leith", in_miles=True)
    near = reasons_of(staffed, "Callum Drever", need=need, here=LEITH)
    assert near["distance"] == "Less than 1 mile from Leith to Leith, as the crow flies."
    asked = Need(techniques=NEED.techniques, near="Leith", place=str(staffed.stockbridge.pk))
    far = reasons_of(staffed, "Callum Drever", need=asked, here=LEITH)
    assert far["distance"] == "About 3.1 km from Leith to Stockbridge, as the crow flies."


def test_place_that_is_not_on_the_map_is_at_no_distance(staffed: World) -> None:
    make_therapist(staffed.clinic, name="Ewan Kerr", places=(staffed.stockbridge,))
    need = Need(techniques=NEED.techniques, near="Leith")
    assert reasons_of(staffed, "Ewan Kerr", need=need, here=LEITH)["distance"] == "We do not know how far it is."


def test_town_is_the_one_nearest_to_the_clinic() -> None:
    wales, wight = Position(latitude=51.48, longitude=-3.18), Position(latitude=50.7, longitude=-1.1)
    assert find_town("newport", "GB", near=wales)[1].latitude == pytest.approx(51.588, abs=0.01)
    assert find_town(" Newport ", "GB", near=wight)[1].latitude == pytest.approx(50.701, abs=0.01)


@pytest.mark.parametrize(
    ("typed", "country", "says"),
    [("Dalkieth", "GB", "Did you mean Dalkeith?"), ("EH6 6AA", "GB", "Try the nearest larger town."), ("Rome", "", "")],
)
def test_unknown_town_is_refused_with_what_was_meant(typed: str, country: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        find_town(typed, country)
    assert (refusal.value.code, refusal.value.field) == ("unknown_town", "near")
    assert says in refusal.value.message


def test_load_counts_what_is_booked_and_what_the_day_still_takes(world: World) -> None:
    care_plan = ready(world)
    assert reasons_of(world, "Callum Drever")["load"] == "Has 0 visits booked in the next 14 days."
    book(world, care_plan, "2026-11-23 14:00", "2026-11-30 14:00", "2026-12-07 14:00")
    world.clinic.sessions_a_day = 6
    world.callum.deep_minutes_a_day = 120
    world.callum.save()
    said = reasons_of(world, "Callum Drever")["load"]
    assert said.startswith("Has 2 visits booked in the next 14 days. Can still take 5 of 6 that day. ")
    assert said.endswith("of 120 minutes of deep work are left that day.")


def test_training_is_named_with_its_evidence(staffed: World) -> None:
    staffed.callum.conditions = {"lymphoedema": "Diploma 2020"}
    staffed.callum.save()
    need = Need(techniques=NEED.techniques, conditions={"lymphoedema": "Lymphoedema"})
    said = reasons_of(staffed, "Callum Drever", need=need)["training"]
    assert said == "Has trained for what you told us: Lymphoedema (Diploma 2020)."


def test_only_times_of_the_half_day_asked_for_count(staffed: World) -> None:
    found = matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW, half_day="afternoon")
    assert found.next_free == {staffed.callum.pk: {"afternoon": at("2026-11-23 13:00")}}
    none = matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW, half_day="evening")
    assert none.next_free == {}


def test_only_sessions_that_took_place_make_somebody_known(world: World) -> None:
    book(world, ready(world), "2026-11-23 14:00", "2026-11-30 14:00")
    assert treated_by(world.ailsa) == frozenset()
    Session.objects.filter(number=1).update(status=Status.DONE)
    assert treated_by(world.ailsa) == {world.callum.pk}
    assert treated_by(world.bram) == frozenset()


@pytest.mark.parametrize(("latitude", "longitude"), [(55.9, None), (None, -3.1), (91.0, 0.0), (0.0, 181.0)])
def test_database_refuses_half_a_position_and_one_off_the_map(
    staffed: World, latitude: float | None, longitude: float | None
) -> None:
    rows = Place.objects.filter(pk=staffed.leith.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(latitude=latitude, longitude=longitude)


def test_place_offers_only_what_has_a_name(staffed: World) -> None:
    staffed.leith.access = ["helipad"]
    with pytest.raises(ValidationError):
        staffed.leith.full_clean()


def test_a_registration_checked_for_the_future_counts_from_that_day(staffed: World) -> None:
    entry = staffed.callum.registrations.get()
    entry.checked_on = NOW.date() + timedelta(days=1)
    entry.save()
    found = matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW)
    assert found.ranking.offered == ()
