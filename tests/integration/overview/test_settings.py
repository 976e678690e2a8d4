"""The owner keeps therapists, services, places and policies; what cannot be is said at its field."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.overview.running_out import warning_for
from ischia.clinic.people.api import Holds, Membership, Registration, Therapist, User, holds
from ischia.clinic.places.api import Place, PolicyText, Room, Service
from tests.support.booking import book, hold, ready
from tests.support.clinic import NOW, World, make_therapist

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
TODAY = NOW.date()


def address_of(therapist: Therapist) -> str:
    return f"/clinic/therapists/{therapist.pk}/"


def details(therapist: Therapist, **changes: Any) -> dict[str, Any]:
    places = [str(place.pk) for place in therapist.places.all()]
    return {
        "do": "details",
        "name": therapist.name,
        "languages": "en, gd",
        "places": places,
        "is_active": "on",
    } | changes


@pytest.mark.parametrize(
    ("days", "how", "said"),
    [
        (61, Holds.GOOD, None),
        (60, Holds.SOON, "Runs out in 60 days"),
        (31, Holds.SOON, "Runs out in 31 days"),
        (30, Holds.VERY_SOON, "Runs out in 30 days"),
        (1, Holds.VERY_SOON, "Runs out in 1 day"),
        (0, Holds.VERY_SOON, "Runs out today"),
        (-1, Holds.EXPIRED, "Ran out on 22 Nov 2026: nobody can book"),
    ],
)
def test_owner_is_warned_sixty_and_thirty_days_before_and_on_the_day(days: int, how: Holds, said: str | None) -> None:
    one = Registration(body="B", number="1", checked_on=TODAY, expires_on=TODAY + timedelta(days=days))
    warned = warning_for(one, TODAY)
    assert holds(one, TODAY) is how
    assert (warned.text if warned else None) == said


def test_registration_that_nobody_looked_up_is_a_warning() -> None:
    one = Registration(body="B", number="1", expires_on=TODAY + timedelta(days=400))
    assert holds(one, TODAY) is Holds.UNCHECKED
    assert warning_for(None, TODAY) is not None


def test_list_shows_what_runs_out(world: World, browse: Browse, django_assert_max_num_queries: Any) -> None:
    make_therapist(world.clinic, name="Isla Gunn", expires_on=TODAY + timedelta(days=10))
    make_therapist(world.clinic, name="Rory Kerr", is_checked=False)
    owner = browse(world.fiona)
    with django_assert_max_num_queries(12):
        page = owner.get("/clinic/therapists/").content.decode()
    for said in ("registered and checked", "Runs out in 10 days", "Not looked up yet"):
        assert said in page


def test_registration_is_added_and_looked_up_by_the_owner_today(world: World, browse: Browse) -> None:
    owner, address = browse(world.fiona), address_of(world.callum)
    form = {"do": "registration", "body": "CNHC", "number": "77", "expires_on": "2027-01-01"}
    owner.post(address, form)
    added = Registration.objects.get(number="77", checked_on=None)
    owner.post(address, {"do": "check", "row": added.pk, "expires_on": "2027-12-31"})
    looked_up = Registration.objects.get(checked_on=TODAY, number="77")
    assert (looked_up.checked_by, looked_up.expires_on) == ("Fiona Baird", date(2027, 12, 31))
    twice = owner.post(address, form)
    assert twice.status_code == 422
    assert "noted already" in twice.content.decode()


def test_registration_that_has_run_out_is_not_noted_as_looked_up(world: World, browse: Browse) -> None:
    row = world.callum.registrations.get()
    answer = browse(world.fiona).post(
        address_of(world.callum), {"do": "check", "row": row.pk, "expires_on": "2026-01-01"}
    )
    assert answer.status_code == 422
    assert "has run out" in answer.content.decode()


def test_skill_needs_what_proves_it_and_can_be_removed(world: World, browse: Browse) -> None:
    owner, address = browse(world.fiona), address_of(world.callum)
    assert owner.post(address, {"do": "skill", "technique": "deep_tissue", "evidence": " "}).status_code == 422
    owner.post(address, {"do": "skill", "technique": "deep_tissue", "evidence": "Diploma 2022"})
    skill = world.callum.skills.get(technique="deep_tissue")
    assert skill.evidence == "Diploma 2022"
    owner.post(address, {"do": "remove_skill", "row": skill.pk})
    assert not world.callum.skills.filter(technique="deep_tissue").exists()
    assert set(Event.objects.filter(action__startswith="people.skill").values_list("action", flat=True)) == {
        "people.skill_proved",
        "people.skill_removed",
    }


def test_therapist_is_taken_on_and_signs_in_by_code(world: World, browse: Browse) -> None:
    form = {"name": "Isla Gunn", "email": "isla@ischia.example", "languages": "en", "places": [world.leith.pk]}
    owner = browse(world.fiona)
    assert owner.post("/clinic/therapists/", form).status_code == 302
    taken = Therapist.objects.get(name="Isla Gunn")
    assert list(taken.places.all()) == [world.leith]
    assert Membership.objects.get(user=taken.user).role == "therapist"
    assert not taken.user.has_usable_password()
    assert owner.post("/clinic/therapists/", form).status_code == 422


def test_therapist_with_visits_ahead_is_led_to_the_repair_before_leaving(world: World, browse: Browse) -> None:
    book(world, ready(world))
    owner, address = browse(world.fiona), address_of(world.callum)
    form = details(world.callum)
    del form["is_active"]
    answer = owner.post(address, form)
    assert answer.status_code == 422
    assert "4 visits are still booked. Find other times for them first." in answer.content.decode()
    assert "/book/repair/" in answer.content.decode()
    world.callum.refresh_from_db()
    assert world.callum.is_active


def test_details_are_kept(world: World, browse: Browse) -> None:
    browse(world.fiona).post(address_of(world.callum), details(world.callum, about="Calm hands.", places=[]))
    world.callum.refresh_from_db()
    assert (world.callum.about, world.callum.languages) == ("Calm hands.", ["en", "gd"])
    assert not world.callum.places.exists()


def service_form(**changes: Any) -> dict[str, Any]:
    usual = {"name": "Long", "minutes": "75", "preparation_minutes": "5", "recovery_minutes": "10", "price": "80.50"}
    return {**usual, "kind": "visit", "is_active": "on", **changes}


def test_service_is_added_changed_and_taken_off(world: World, browse: Browse) -> None:
    owner = browse(world.fiona)
    assert owner.post("/clinic/services/", {"do": "add", **service_form()}).status_code == 302
    added = Service.objects.get(slug="long")
    assert (added.minutes, added.price_minor, added.is_active) == (75, 8050, True)
    owner.post("/clinic/services/", {"do": "change", "row": added.pk, **service_form(price="90", is_active="")})
    added.refresh_from_db()
    assert (added.price_minor, added.is_active) == (9000, False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minutes": "0"}, "at least one minute"),
        ({"minutes": "1440"}, "fits into a day"),
        ({"preparation_minutes": "-1"}, "fewer than 0"),
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"name": ""}, "This field is required"),
        ({"name": "Follow-up"}, "of this name already"),
    ],
)
def test_service_that_cannot_be_is_said_at_its_field(
    world: World, browse: Browse, changes: dict[str, str], said: str
) -> None:
    answer = browse(world.fiona).post("/clinic/services/", {"do": "add", **service_form(**changes)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "error-summary" in answer.content.decode()


def test_place_and_rooms_are_kept(world: World, browse: Browse) -> None:
    owner, address = browse(world.fiona), "/clinic/places/"
    form = {"do": "open", "name": "Portobello", "address": "2 Sands", "postcode": "EH15", "rooms": "Sea, Sky, Sea"}
    owner.post(address, form)
    opened = Place.objects.get(name="Portobello")
    assert sorted(opened.rooms.values_list("name", flat=True)) == ["Sea", "Sky"]
    owner.post(address, {"do": "add_room", "row": opened.pk, "name": "Sun"})
    room = Room.objects.get(name="Sun")
    twice = owner.post(address, {"do": "room", "row": room.pk, "name": "Sky"})
    assert twice.status_code == 422
    assert "a room of this name" in twice.content.decode()
    owner.post(address, {"do": "room", "row": room.pk, "name": "Moon"})
    room.refresh_from_db()
    assert room.name == "Moon"
    change = {"do": "place", "row": opened.pk, "name": "Portobello", "address": "3 Sands", "postcode": "EH15"}
    owner.post(address, change)
    opened.refresh_from_db()
    assert opened.address == "3 Sands"
    assert owner.post(address, {**change, "name": "Leith"}).status_code == 422


POLICIES = {
    "do": "policies",
    "notice_minutes": "60",
    "horizon_days": "90",
    "hold_minutes": "15",
    "clearance_hold_hours": "48",
    "offer_minutes": "60",
    "grace_minutes": "5",
    "cancel_window_hours": "48",
}


def test_policies_are_kept_with_old_and_new(world: World, browse: Browse) -> None:
    assert browse(world.fiona).post("/clinic/policies/", POLICIES).status_code == 302
    world.clinic.refresh_from_db()
    assert (world.clinic.cancel_window_hours, world.clinic.hold_minutes) == (48, 15)
    assert Event.objects.get(action="places.policies_set").detail["cancel_window_hours"] == [24, 48]


@pytest.mark.parametrize(
    "wrong", [{"horizon_days": "0"}, {"hold_minutes": "0"}, {"offer_minutes": "5"}, {"cancel_window_hours": "-1"}]
)
def test_policy_that_cannot_be_is_refused(world: World, browse: Browse, wrong: dict[str, str]) -> None:
    answer = browse(world.fiona).post("/clinic/policies/", {**POLICIES, **wrong})
    assert answer.status_code == 422
    assert "From " in answer.content.decode()
    assert not Event.objects.filter(action="places.policies_set").exists()


def test_new_words_of_the_policy_are_a_new_version_and_bookings_keep_the_one_that_was_read(
    world: World, browse: Browse
) -> None:
    owner, address = browse(world.fiona), "/clinic/policies/"
    owner.post(address, {"do": "text", "text": "Tell us a day before."})
    course = hold(world, ready(world))
    client, page = browse(world.ailsa_user), f"/book/course/{course.pk}/"
    shown = client.get(page).content.decode()
    assert "Tell us a day before." in shown
    assert 'value="1, 2026-11-23"' in shown
    owner.post(address, {"do": "text", "text": "Tell us two days before."})
    form = {"accept": "on", "policy_version": "1, 2026-11-23"}
    late = client.post(f"{page}confirm/", form)
    assert late.status_code == 409
    assert "has just changed" in late.content.decode()
    client.post(f"{page}confirm/", {**form, "policy_version": "2, 2026-11-23"})
    course.refresh_from_db()
    assert course.policy_version == "2, 2026-11-23"


def test_policy_texts_stay_as_they_were(world: World, browse: Browse) -> None:
    browse(world.fiona).post("/clinic/policies/", {"do": "text", "text": "Words."})
    again = browse(world.fiona).post("/clinic/policies/", {"do": "text", "text": "Words. "})
    assert again.status_code == 422
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PolicyText.objects.update(text="Other words.")


@pytest.mark.parametrize("page", ["therapists/", "services/", "places/", "policies/"])
def test_settings_are_the_owners(world: World, browse: Browse, page: str, django_assert_max_num_queries: Any) -> None:
    owner = browse(world.fiona)
    with django_assert_max_num_queries(12):
        assert owner.get(f"/clinic/{page}").status_code == 200
    for user in (world.morag, world.callum_user, world.ailsa_user, world.una):
        assert browse(user).get(f"/clinic/{page}").status_code == 403


def test_another_clinics_therapist_does_not_exist(world: World, browse: Browse) -> None:
    other = make_therapist(world.una.memberships.get().clinic, name="Ewan Elsewhere")
    assert browse(world.fiona).get(address_of(other)).status_code == 404


def test_unknown_act_is_a_bad_request(world: World, browse: Browse) -> None:
    assert browse(world.fiona).post("/clinic/services/", {"do": "burn"}).status_code == 400
