"""Is the grouping by STarT Back and SCOPiC off until a clinic has read its licence notice and wants it?"""

import pytest
from django.db import Error, connection, transaction
from django.test import Client as Visitor

from ischia.clinic.assess.api import SciaticaGrouping, grouping_of
from ischia.clinic.audit.api import Actor, events_on
from ischia.clinic.people.api import Episode, User
from ischia.clinic.places.api import switch_grouping
from ischia.knowledge import load_knowledge
from ischia.pathway.assess.api import Grouping, SciaticaIndicators, StartBackScore
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import World, make_therapist
from tests.support.treating import Care, in_care

pytestmark = pytest.mark.django_db
OWNER = Actor.system("setting up")


def grouped(episode: Episode) -> Grouping:
    everything = SciaticaIndicators(
        pain_below_knee=True, leg_pain_interferes=True, leg_pain_is_high=True, sensory_deficit=True
    )
    return grouping_of(episode, StartBackScore(total=6, psychosocial=4), everything, load_knowledge())


def test_it_is_off_until_the_clinic_switches_it_on(world: World) -> None:
    with pytest.raises(Refused, match="not switched"):
        grouped(world.episode)

    switch_grouping(actor=OWNER, clinic=world.clinic, is_on=True, has_read_licence=True)
    world.episode.refresh_from_db()

    assert grouped(world.episode).see_clinician_within_days == 28
    assert "Keele" in grouped(world.episode).licence


def test_it_cannot_be_switched_on_before_the_licence_was_read(world: World) -> None:
    with pytest.raises(Refused) as refused:
        switch_grouping(actor=OWNER, clinic=world.clinic, is_on=True, has_read_licence=False)

    assert refused.value.code == "licence_not_read"
    assert not world.clinic.groups_sciatica


def test_switching_it_leaves_a_trace(world: World) -> None:
    switch_grouping(actor=OWNER, clinic=world.clinic, is_on=False, has_read_licence=False)

    *_, event = events_on(world.clinic)
    assert (event.action, event.detail) == ("places.grouping_switched", {"is_on": False})


FORM = {
    "total": "6",
    "psychosocial": "4",
    "pain_below_knee": "yes",
    "leg_pain_interferes": "yes",
    "leg_pain_is_high": "yes",
    "sensory_deficit": "open",
}
ADVICE = "advise to see a clinician by"


@pytest.fixture
def care(world: World) -> Care:
    """Ailsa under treatment with Callum, at a clinic that groups."""
    switch_grouping(actor=OWNER, clinic=world.clinic, is_on=True, has_read_licence=True)
    return in_care(world)


def form_of(care: Care) -> str:
    return f"/assess/grouping/{care.episode.pk}/"


def pages_of(care: Care) -> tuple[str, str]:
    """Where a therapist would act on it."""
    return f"/treat/{care.first.pk}/", f"/screen/clearance/{care.episode.pk}/"


def seen(visitor: Visitor, user: User, address: str) -> str:
    visitor.force_login(user)
    return visitor.get(address).content.decode()


def test_the_therapist_enters_totals_and_reads_the_advice_where_it_is_acted_on(care: Care, client: Visitor) -> None:
    client.force_login(care.world.callum_user)

    assert client.post(form_of(care), FORM).status_code == 302

    row = SciaticaGrouping.objects.get()
    assert (row.total, row.psychosocial, row.indicators["sensory_deficit"]) == (6, 4, None)
    for address in (form_of(care), *pages_of(care)):
        page = client.get(address).content.decode()
        assert ADVICE in page
        assert "Unverified" in page
        assert "no benefit may be claimed" in page


def test_the_form_has_the_licence_notice_and_no_item(care: Care, client: Visitor) -> None:
    page = seen(client, care.world.callum_user, form_of(care))

    assert "Keele University" in page
    assert "did not help more than usual care" in page
    assert page.count('type="number"') == 2


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"total": "10"}, "total", "not a whole number from 0 to 9"),
        ({"psychosocial": "6"}, "psychosocial", "not a whole number from 0 to 5"),
        ({"total": "2"}, "psychosocial", "more than the total"),
        ({"total": "9"}, "total", "cannot be"),
        ({"total": "-1"}, "total", "not a whole number from 0 to 9"),
        ({"total": "six"}, "total", "whole number"),
        ({"total": ""}, "total", "required"),
    ],
)
def test_what_the_form_cannot_come_to_is_refused_beside_the_field(
    care: Care, client: Visitor, given: dict[str, str], field: str, reason: str
) -> None:
    client.force_login(care.world.callum_user)

    response = client.post(form_of(care), {**FORM, **given})

    page = response.content.decode()
    assert response.status_code == 422
    assert reason in page
    assert page.index(f'id="id_{field}_error"') < page.index(f'name="{field}"')
    assert SciaticaGrouping.objects.count() == 0


@pytest.mark.parametrize("name", ["pain_below_knee", "sensory_deficit"])
def test_an_indicator_that_the_form_does_not_offer_is_refused(care: Care, client: Visitor, name: str) -> None:
    client.force_login(care.world.callum_user)

    assert client.post(form_of(care), {**FORM, name: "maybe"}).status_code == 422
    assert SciaticaGrouping.objects.count() == 0


def test_it_says_what_is_still_to_be_judged(care: Care, client: Visitor) -> None:
    client.force_login(care.world.callum_user)

    client.post(form_of(care), {**FORM, "leg_pain_is_high": "open"})

    page = client.get(form_of(care)).content.decode()
    assert "Still to be judged: Leg pain is strong, Feeling in the leg is reduced." in page
    assert ADVICE not in page


@pytest.mark.parametrize("who", ["morag", "fiona", "ailsa_user", "bram_user", "una"])
def test_the_form_is_for_the_clients_therapists(care: Care, client: Visitor, who: str) -> None:
    client.force_login(getattr(care.world, who))

    assert client.get(form_of(care)).status_code == 404
    assert client.post(form_of(care), FORM).status_code == 404


def test_a_colleague_who_does_not_treat_the_client_finds_no_form(care: Care, client: Visitor) -> None:
    client.force_login(make_therapist(care.world.clinic, name="Isla Muir").user)

    assert client.get(form_of(care)).status_code == 404


def test_switched_off_there_is_nothing_of_it_anywhere(care: Care, client: Visitor) -> None:
    client.force_login(care.world.callum_user)
    client.post(form_of(care), FORM)
    switch_grouping(actor=OWNER, clinic=care.world.clinic, is_on=False, has_read_licence=False)

    assert client.get(form_of(care)).status_code == 404
    assert client.post(form_of(care), FORM).status_code == 404
    for address in pages_of(care):
        page = client.get(address).content.decode()
        assert "grouping" not in page.lower()
        assert "STarT" not in page


def test_what_was_entered_cannot_be_changed(care: Care, client: Visitor) -> None:
    client.force_login(care.world.callum_user)
    client.post(form_of(care), FORM)

    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assess_sciaticagrouping SET total = 1")


def test_reading_and_entering_leave_a_trace(care: Care, client: Visitor) -> None:
    seen(client, care.world.callum_user, form_of(care))
    client.post(form_of(care), FORM)

    assert {"part": "grouping"} in [event.detail for event in events_on(care.episode)]
    *_, event = events_on(SciaticaGrouping.objects.get())
    assert (event.action, event.detail) == ("assess.grouped", {"episode": str(care.episode.pk), "group": 3})


def test_the_owner_switches_it_on_after_the_licence_notice_and_off_again(world: World, client: Visitor) -> None:
    client.force_login(world.fiona)
    page = client.get("/assess/settings/").content.decode()
    assert page.index("Keele University") < page.index("Switch it on")

    assert client.post("/assess/settings/", {"switch": "on"}).status_code == 422
    world.clinic.refresh_from_db()
    assert not world.clinic.groups_sciatica

    client.post("/assess/settings/", {"switch": "on", "has_read_licence": "on"})
    world.clinic.refresh_from_db()
    assert world.clinic.groups_sciatica

    client.post("/assess/settings/", {"switch": "off"})
    world.clinic.refresh_from_db()
    assert not world.clinic.groups_sciatica
    switched = [event for event in events_on(world.clinic) if event.action == "places.grouping_switched"]
    assert [event.detail["is_on"] for event in switched] == [True, False]
    assert {event.actor_id for event in switched} == {str(world.fiona.pk)}


@pytest.mark.parametrize("who", ["callum_user", "morag", "ailsa_user"])
def test_only_the_owner_finds_the_switch(world: World, client: Visitor, who: str) -> None:
    client.force_login(getattr(world, who))

    assert client.get("/assess/settings/").status_code == 403
    assert client.post("/assess/settings/", {"switch": "on", "has_read_licence": "on"}).status_code == 403
    assert "/assess/settings/" not in client.get("/what-massage-can-do/").content.decode()
