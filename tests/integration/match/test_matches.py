"""Which therapists of a clinic are offered, as the database tells it."""

from datetime import timedelta
from typing import Any

import pytest

from ischia.clinic.match.api import matches, techniques_of, why_not_offered
from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.values import Need
from tests.support.booking import make_care_plan
from tests.support.clinic import NOW, World, make_clinic, make_therapist
from tests.support.diary import at, give_hours

pytestmark = pytest.mark.django_db

NEED = Need(techniques=frozenset({TechniqueId("trigger_point")}))


@pytest.fixture
def staffed(world: World) -> World:
    give_hours(world.callum, world.leith)
    return world


def offered(world: World, need: Need = NEED, **options: Any) -> list[str]:
    found = matches(clinic=world.clinic, need=need, service=world.follow_up, now=NOW, **options)
    return [found.therapists[match.therapist].name for match in found.ranking.offered]


def test_therapist_is_offered_with_register_entry_and_next_free_time(staffed: World) -> None:
    found = matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW)
    (match,) = found.ranking.offered
    assert match.therapist == str(staffed.callum.pk)
    assert found.next_free[staffed.callum.pk]["morning"] == at("2026-11-23 11:00")
    texts = {reason.name: reason.text for reason in match.reasons}
    assert texts["proof"].startswith("Registered with Test Register, number T-")
    assert texts["soon"] == "Next free on 23 November 2026."


def test_expired_unchecked_and_untrained_therapists_are_named_with_the_reason(staffed: World) -> None:
    make_therapist(staffed.clinic, name="Ewan Kerr", expires_on=NOW.date() - timedelta(days=1))
    make_therapist(staffed.clinic, name="Isla Muir", is_checked=False)
    make_therapist(staffed.clinic, name="Rhona Bain", skills={"deep_tissue": "Diploma"})
    assert offered(staffed) == ["Callum Drever"]
    found = matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW)
    whys = {found.therapists[one.therapist].name: one.why for one in found.ranking.not_offered}
    assert whys == {
        "Ewan Kerr": ("The registration with Test Register ran out on 22 November 2026.",),
        "Isla Muir": ("The registration with Test Register has not been checked.",),
        "Rhona Bain": ("Has not shown training in trigger point.",),
    }


def test_therapists_of_another_clinic_and_those_who_left_are_not_considered(staffed: World) -> None:
    make_therapist(make_clinic(slug="far", name="Far"), name="Ewan Kerr")
    gone = make_therapist(staffed.clinic, name="Isla Muir")
    gone.is_active = False
    gone.save()
    assert offered(staffed) == ["Callum Drever"]


def test_clinic_weights_are_used(staffed: World) -> None:
    late = make_therapist(staffed.clinic, name="Ewan Kerr", gender="female")
    give_hours(late, staffed.stockbridge)
    need = Need(techniques=NEED.techniques, gender="female")
    assert offered(staffed, need)[0] == "Ewan Kerr"
    staffed.clinic.match_weights = {"gender": 0, "place": 5}
    need = Need(techniques=NEED.techniques, gender="female", place=str(staffed.leith.pk))
    late.places.set([staffed.stockbridge])
    assert offered(staffed, need)[0] == "Callum Drever"


@pytest.mark.parametrize("therapists", [1, 5])
def test_matching_takes_the_same_queries_however_many_therapists(
    staffed: World, django_assert_num_queries: Any, therapists: int
) -> None:
    for number in range(therapists):
        give_hours(make_therapist(staffed.clinic, name=f"T{number} Kerr"), staffed.stockbridge)
    matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW)  # free time is caught up with
    with django_assert_num_queries(9):  # people with three kinds of rows, four for the diary, one for loads
        matches(clinic=staffed.clinic, need=NEED, service=staffed.follow_up, now=NOW)


def test_hard_rules_are_asked_again_when_booking(staffed: World) -> None:
    stranger = make_therapist(make_clinic(slug="far", name="Far"), name="Ewan Kerr")
    plan = make_care_plan(staffed.episode, techniques=("trigger_point", "cupping"))
    refused = why_not_offered(
        clinic=staffed.clinic,
        service=staffed.follow_up,
        therapists=[staffed.callum.pk, stranger.pk],
        techniques=techniques_of(plan),
        now=NOW,
    )
    assert refused == {
        staffed.callum.pk: ("Has not shown training in cupping.",),
        stranger.pk: ("Does not work at this clinic.",),
    }
