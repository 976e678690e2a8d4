"""Two processes answer at once: one slot is booked once, whoever is faster, on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest

from ischia.clinic.book.api import Session, Status, cancel_session
from ischia.clinic.book.waitlist.api import Offer, OfferStatus
from ischia.clinic.diary.api import Occupancy, OccupancyState
from tests.support.booking import ready, ready_too
from tests.support.clinic import NOW, World
from tests.support.waiting import asked, booked_visit, open_offer, somebody, wait
from tests.support.waiting_rush import answer_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


def offered(world: World) -> UUID:
    """Bram and then Catriona wait; Ailsa cancels, so Bram is asked."""
    visit = booked_visit(world, ready(world))
    wait(ready_too(world), at=NOW - 2 * MINUTE)
    wait(somebody(world, "Catriona Weir"), at=NOW - MINUTE)
    cancel_session(actor=world.as_morag, session=visit, now=NOW, reason="client")
    return open_offer().pk


def taken_once() -> bool:
    taking = Occupancy.objects.exclude(state=OccupancyState.RELEASED)
    return taking.count() == 1 == Session.objects.filter(status=Status.BOOKED).count()


def test_offer_accepted_by_two_processes_is_booked_once(world: World) -> None:
    offer = offered(world)
    outcomes = answer_at_once([("accept", offer, NOW + MINUTE)] * 2)
    assert sorted(outcomes) == ["accepted", "offer_used"]
    assert Offer.objects.filter(status=OfferStatus.ACCEPTED).count() == 1
    assert taken_once()


def test_offer_accepted_and_declined_at_once_ends_one_way(world: World) -> None:
    offer = offered(world)
    outcomes = answer_at_once([("accept", offer, NOW + MINUTE), ("decline", offer, NOW + MINUTE)])
    if "accepted" in outcomes:
        assert sorted(outcomes) == ["accepted", "offer_used"]
        assert taken_once()
    else:
        assert sorted(outcomes) == ["declined", "offer_declined"]
        assert asked() == ["Bram declined", "Catriona open"]


def test_offer_that_ran_out_passes_to_one_person_however_many_look(world: World) -> None:
    offer = offered(world)
    late = NOW + 121 * MINUTE
    outcomes = answer_at_once([("advance", offer, late), ("advance", offer, late), ("accept", offer, late)])
    assert sorted(outcomes) == ["0 made", "1 made", "offer_expired"]
    assert asked() == ["Bram expired", "Catriona open"]


def test_two_desks_offer_one_slot_to_two_people_and_one_offer_is_made(world: World) -> None:
    ready(world)
    entries = [wait(ready_too(world)), wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)]
    outcomes = answer_at_once([("by_hand", entry.pk, NOW) for entry in entries])
    assert outcomes.count("offered") == 1
    assert set(outcomes) <= {"offered", "does_not_fit", "time_taken"}
    assert Offer.objects.count() == 1
    assert Occupancy.objects.exclude(state=OccupancyState.RELEASED).count() == 1
