"""Who may set what matching goes by, and what is written when they do?"""

from typing import Any

import pytest
from django.test import Client as Visitor

from ischia.clinic.audit.models import Event
from tests.support.clinic import World

SETTINGS = "/match/settings/"
USUAL = {
    "gender": "3",
    "language": "3",
    "training": "2",
    "continuity": "2",
    "place": "2",
    "distance": "2",
    "soon": "2",
    "load": "1",
    "proof": "1",
    "price": "0.5",
}


@pytest.fixture
def owner(world: World, client: Visitor) -> Visitor:
    client.force_login(world.fiona)
    return client


def post(owner: Visitor, do: str, **fields: Any) -> int:
    return owner.post(SETTINGS, {"do": do, **fields}).status_code


def test_weights_are_set_with_old_and_new_in_the_audit_row(world: World, owner: Visitor) -> None:
    assert post(owner, "weights", **{**USUAL, "soon": "5", "price": "0"}) == 302
    world.clinic.refresh_from_db()
    assert world.clinic.match_weights == {"soon": 5.0, "price": 0.0}
    row = Event.objects.get(action="match.weights_set")
    assert row.detail == {"soon": [2.0, 5.0], "price": [0.5, 0.0]}


@pytest.mark.parametrize(
    "wrong", [{"soon": "-1"}, {"soon": "11"}, {"soon": "nan"}, {"soon": ""}, dict.fromkeys(USUAL, "0")]
)
def test_weights_that_cannot_be_are_refused_and_nothing_is_written(
    world: World, owner: Visitor, wrong: dict[str, str]
) -> None:
    assert post(owner, "weights", **{**USUAL, **wrong}) == 422
    world.clinic.refresh_from_db()
    assert world.clinic.match_weights == {}
    assert not Event.objects.filter(action="match.weights_set").exists()


def test_place_is_put_on_the_map(world: World, owner: Visitor) -> None:
    fields = {"row": world.leith.pk, "access": ["hearing_loop"], "latitude": "55.9755", "longitude": "-3.1702"}
    assert post(owner, "place", **fields) == 302
    world.leith.refresh_from_db()
    assert (world.leith.latitude, world.leith.longitude) == (55.9755, -3.1702)
    assert (world.leith.access, world.leith.step_free) == (["hearing_loop"], False)
    detail = Event.objects.get(action="places.place_described").detail
    assert detail == {"step_free": False, "access": ["hearing_loop"], "is_on_map": True}


@pytest.mark.parametrize("wrong", [{"latitude": "55.9"}, {"longitude": "-3"}, {"latitude": "91", "longitude": "0"}])
def test_half_a_position_is_refused(world: World, owner: Visitor, wrong: dict[str, str]) -> None:
    assert post(owner, "place", row=world.leith.pk, **wrong) == 422


def test_training_is_noted_changed_and_taken_away_with_its_proof(world: World, owner: Visitor) -> None:
    row = world.callum.pk
    assert post(owner, "training", row=row, condition="lymphoedema", proof="Diploma 2020") == 302
    world.callum.refresh_from_db()
    assert world.callum.conditions == {"lymphoedema": "Diploma 2020"}
    assert post(owner, "training", row=row, condition="", proof="", lymphoedema="Diploma 2021") == 302
    world.callum.refresh_from_db()
    assert world.callum.conditions == {"lymphoedema": "Diploma 2021"}
    assert post(owner, "training", row=row, condition="", proof="", lymphoedema="") == 302
    world.callum.refresh_from_db()
    assert world.callum.conditions == {}
    assert Event.objects.filter(action="people.training_noted").count() == 3


@pytest.mark.parametrize("wrong", [{"condition": "lymphoedema"}, {"condition": "magic", "proof": "Diploma"}])
def test_training_needs_proof_and_a_condition_that_is_known(
    world: World, owner: Visitor, wrong: dict[str, str]
) -> None:
    assert post(owner, "training", row=world.callum.pk, **wrong) == 422


def test_only_the_owner_sets_anything(world: World, client: Visitor) -> None:
    for address in (SETTINGS, "/settings/"):
        assert client.get(address).status_code == 302
    for user in (world.morag, world.callum_user, world.ailsa_user, world.una):
        client.force_login(user)
        assert client.get("/settings/").status_code == 403
        assert client.get(SETTINGS).status_code == 403
        assert client.post(SETTINGS, {"do": "weights", **USUAL}).status_code == 403


def test_all_settings_are_one_step_from_the_owners_header(owner: Visitor) -> None:
    assert 'href="/settings/"' in owner.get("/what-massage-can-do/").content.decode()
    page = owner.get("/settings/").content.decode()
    for address in (SETTINGS, "/diary/clinic/", "/assess/settings/"):
        assert f'href="{address}"' in page
        assert owner.get(address).status_code == 200


@pytest.mark.parametrize("row", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_row_that_is_not_there_is_not_found(world: World, owner: Visitor, row: str) -> None:
    assert post(owner, "place", row=row) == 404
    assert owner.post(SETTINGS, {"do": "sell"}).status_code == 400
