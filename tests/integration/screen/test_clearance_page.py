"""Who may write down a clinician's answer, and is it asked for completely?"""

from datetime import datetime

import pytest
from django.test import Client as Visitor

from ischia.clinic.audit.api import events_on
from ischia.clinic.screen.api import Clearance
from tests.support.booking import hold, make_screening, ready
from tests.support.clinic import World, make_therapist


def asked_of_callum(world: World) -> None:
    """Ailsa's check says to ask a clinician first; the dates she holds are with Callum."""
    hold(world, ready(world, outcome="clinician_first"))


FORM = {
    "answer": "yes_with_limits",
    "max_pressure": "2",
    "precautions": "",
    "clinician_name": "Dr Shona Laird",
    "clinician_role": "GP",
    "clinician_registration": "",
    "answered_on": "2026-11-20",
}


def test_a_therapist_writes_down_the_answer_with_its_limits(world: World, client: Visitor, now: datetime) -> None:
    asked_of_callum(world)
    client.force_login(world.callum_user)

    response = client.post(f"/screen/clearance/{world.episode.pk}/", FORM)

    assert response.status_code == 302
    assert Clearance.objects.get().limits["max_pressure"] == 2
    page = client.get(f"/screen/clearance/{world.episode.pk}/")
    assert "Dr Shona Laird" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_yes_with_limits_has_to_name_a_limit(world: World, client: Visitor) -> None:
    asked_of_callum(world)
    client.force_login(world.callum_user)

    response = client.post(f"/screen/clearance/{world.episode.pk}/", {**FORM, "max_pressure": ""})

    assert response.status_code == 422
    assert Clearance.objects.count() == 0


def test_a_client_cannot_clear_themselves(world: World, client: Visitor) -> None:
    make_screening(world.episode, outcome="clinician_first")
    client.force_login(world.ailsa_user)

    assert client.post(f"/screen/clearance/{world.episode.pk}/", FORM).status_code == 404
    assert Clearance.objects.count() == 0


def test_staff_of_another_clinic_find_nothing(world: World, client: Visitor) -> None:
    make_screening(world.episode, outcome="clinician_first")
    client.force_login(world.una)

    assert client.get(f"/screen/clearance/{world.episode.pk}/").status_code == 404


def test_the_page_names_the_client_and_offers_no_answer_beforehand(world: World, client: Visitor) -> None:
    asked_of_callum(world)
    client.force_login(world.callum_user)

    page = client.get(f"/screen/clearance/{world.episode.pk}/").content.decode()

    assert world.episode.client.name in page
    assert "Is massage suitable?" in page
    assert client.post(f"/screen/clearance/{world.episode.pk}/", {**FORM, "answer": ""}).status_code == 422
    assert Clearance.objects.count() == 0


def test_opening_the_page_leaves_a_trace(world: World, client: Visitor) -> None:
    asked_of_callum(world)
    client.force_login(world.callum_user)

    client.get(f"/screen/clearance/{world.episode.pk}/")

    assert [event.detail for event in events_on(world.episode) if event.action == "audit.read"] == [
        {"part": "clearance"}
    ]


@pytest.mark.parametrize("who", ["a colleague", "morag"])
def test_the_page_is_for_the_care_team_alone(world: World, client: Visitor, who: str) -> None:
    asked_of_callum(world)
    user = world.morag if who == "morag" else make_therapist(world.clinic, name="Isla Muir").user
    client.force_login(user)

    assert client.get(f"/screen/clearance/{world.episode.pk}/").status_code == 404
    assert client.post(f"/screen/clearance/{world.episode.pk}/", FORM).status_code == 404
    assert Clearance.objects.count() == 0
