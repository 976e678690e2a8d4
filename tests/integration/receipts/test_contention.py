"""Eight desks at once: no number is missing or twice, no session is paid twice, no package goes below nothing."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from ischia.clinic.book.api import Session, Status, book_course, end_session
from ischia.clinic.diary.api import Occupancy
from ischia.clinic.receipts.api import Receipt
from tests.support.booking import POLICY, make_care_plan, make_screening
from tests.support.clinic import NOW, World
from tests.support.diary import at, give_hours, slot
from tests.support.paying import LATER, sold
from tests.support.paying_rush import pay_at_once

pytestmark = pytest.mark.django_db(transaction=True)

DESKS = 8
EACH = 8


def many_done(world: World, number: int) -> list[UUID]:
    """So many of Ailsa's sessions, all done: one was booked, the others are rows like it on other days."""
    give_hours(world.callum, world.leith)
    make_screening(world.episode)
    plan = make_care_plan(world.episode)
    course = book_course(
        actor=world.as_ailsa,
        episode=plan.episode,
        care_plan=plan,
        service=world.follow_up,
        slots=[slot(world.callum, world.leith, "2026-11-30 10:00")],
        request_key="one",
        policy_version=POLICY,
        now=NOW,
    )
    first = end_session(actor=world.as_callum, session=course.sessions.get(), now=at("2026-11-30 10:45"))
    return [first.pk, *(another(first, days) for days in range(1, number))]


def another(first: Session, days: int) -> UUID:
    """The same session so many days earlier, done as well."""
    taken, move = Occupancy.objects.get(pk=first.occupancy_id), timedelta(days=-days)
    taken.pk = None
    taken.id = Occupancy._meta.get_field("id").get_default()
    for who in ("therapist", "room", "client"):
        for end in ("from", "until"):
            moved: datetime = getattr(taken, f"{who}_{end}") + move
            setattr(taken, f"{who}_{end}", moved)
    taken.day = taken.day + move
    taken.save(force_insert=True)
    session = Session.objects.get(pk=first.pk)
    session.id = Session._meta.get_field("id").get_default()
    session.occupancy, session.number, session.status = taken, first.number + days, Status.DONE
    session.starts_at, session.ends_at = first.starts_at + move, first.ends_at + move
    session.save(force_insert=True)
    return session.pk


def serials() -> list[int]:
    return list(Receipt.objects.order_by("serial").values_list("serial", flat=True))


def test_eight_desks_number_without_a_gap_though_every_other_payment_is_rolled_back_first(world: World) -> None:
    sessions = many_done(world, DESKS * EACH)
    shares = [sessions[desk::DESKS] for desk in range(DESKS)]
    outcomes = pay_at_once(shares, now=LATER, fail_every=2)
    assert outcomes.count("paid") == DESKS * EACH
    assert outcomes.count("rolled back") == DESKS * EACH // 2
    assert serials() == list(range(1, DESKS * EACH + 1))


def test_eight_desks_take_the_money_for_one_session_once(world: World) -> None:
    sessions = many_done(world, 3)
    outcomes = pay_at_once([sessions] * DESKS, now=LATER)
    assert sorted(set(outcomes)) == ["paid", "paid_already"]
    assert outcomes.count("paid") == 3
    assert serials() == [1, 2, 3]


def test_eight_desks_draw_from_one_package_no_more_than_it_holds(world: World) -> None:
    package = sold(world, sessions=5)
    sessions = many_done(world, DESKS)
    outcomes = pay_at_once([[session] for session in sessions], now=LATER, package=package.pk)
    assert sorted(outcomes) == ["package_used_up"] * 3 + ["paid"] * 5
    package.refresh_from_db()
    assert (package.left, package.value_left_minor) == (0, 0)
    drawn = Receipt.objects.filter(package=package, session__isnull=False)
    assert sum(drawn.values_list("amount_minor", flat=True)) == package.price_minor
