"""Every figure of the overview is what its words say, and few cases lead nobody to a share."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.book.api import Session, Status, cancel_session, end_session, mark_no_show
from ischia.clinic.diary.api import add_time_off
from ischia.clinic.overview.dashboard import expiring_rows, outcome_in_words, tiles
from ischia.clinic.overview.figures import Figures, Share, figures_of
from ischia.clinic.people.api import User
from ischia.clinic.track.outcomes.queries import courses_of
from ischia.knowledge import load_knowledge
from ischia.pathway.track.outcomes import FEWEST_COURSES, outcomes
from tests.support.booking import book, make_clearance, make_screening, ready
from tests.support.clinic import NOW, World, make_episode, make_therapist
from tests.support.many_courses import Like, make_courses
from tests.support.treating import FIRST_DAY

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
KNOWLEDGE = load_knowledge()
AFTER = NOW + timedelta(days=29)
"""A Tuesday: all four of Ailsa's Mondays lie in the four weeks before it."""


def figures(world: World, at: datetime = AFTER) -> Figures:
    return figures_of(world.clinic, knowledge=KNOWLEDGE, now=at)


def visits(world: World) -> list[Session]:
    return list(book(world, ready(world)).sessions.order_by("number"))


def test_visits_are_counted_by_how_they_ended(world: World) -> None:
    first, second, third, _fourth = visits(world)
    end_session(actor=world.as_callum, session=first, now=first.ends_at)
    mark_no_show(actor=world.as_morag, session=second, now=second.ends_at)
    cancel_session(actor=world.as_ailsa, session=third, now=third.starts_at - timedelta(hours=1), reason="client")
    found = figures(world)
    assert (found.no_shows, found.late_cancelled) == (Share(part=1, whole=2), Share(part=1, whole=3))


def test_filled_time_is_visits_with_their_minutes_before_and_after_of_working_hours(world: World) -> None:
    visits(world)
    four_weeks = 4 * 5 * 7 * 60
    assert figures(world).filled == Share(part=4 * (5 + 45 + 10), whole=four_weeks)


def test_time_off_leaves_less_to_fill(world: World) -> None:
    visits(world)
    before, one_day = figures(world).filled.whole, 7 * 60
    day = (NOW + timedelta(days=8)).replace(hour=0)
    add_time_off(
        actor=world.as_morag,
        therapist=world.callum,
        starts_at=day,
        ends_at=day + timedelta(days=1),
        reason="",
        now=NOW,
    )
    assert figures(world).filled.whole == before - one_day


def test_course_runs_while_a_visit_is_ahead_and_is_due_for_review_after_the_last(world: World) -> None:
    sessions = visits(world)
    assert figures(world, NOW).running == 1
    for one in sessions:
        end_session(actor=world.as_callum, session=one, now=one.ends_at)
    found = figures(world)
    assert (found.running, found.reviews_due) == (0, 1)
    assert figures(world, AFTER + timedelta(weeks=9)).reviews_due == 0


def test_clearance_waits_until_somebody_has_answered_the_last_check(world: World) -> None:
    screening = make_screening(world.episode, outcome="clinician_first")
    assert figures(world).clearances_waiting == 1
    make_clearance(screening)
    assert figures(world).clearances_waiting == 0
    make_screening(make_episode(world.bram), outcome="clinician_first")
    assert figures(world).clearances_waiting == 1


def test_registrations_that_run_out_are_named(world: World) -> None:
    make_therapist(world.clinic, name="Isla Gunn", expires_on=(AFTER + timedelta(days=60)).date())
    make_therapist(world.clinic, name="Rory Kerr", expires_on=(AFTER + timedelta(days=61)).date())
    today = AFTER.date()
    assert [one.therapist for one in expiring_rows(figures(world).registered, today)] == ["Isla Gunn"]
    world.callum.registrations.all().delete()
    named = {one.therapist: one.warning.text for one in expiring_rows(figures(world).registered, today)}
    assert named["Callum Drever"] == "No registration: nobody can book"


@pytest.mark.parametrize("how_many", [FEWEST_COURSES - 1, FEWEST_COURSES])
def test_outcome_is_the_one_of_the_outcomes_page_and_nothing_below_twenty_courses(world: World, how_many: int) -> None:
    ready(world)
    make_courses(world, how_many, Like(), began=FIRST_DAY)
    later = FIRST_DAY + timedelta(days=60)
    page = outcomes(courses_of(world.clinic, today=later.date()).settled, KNOWLEDGE)
    expected = next(one.all_courses for one in page if one.instrument == "nprs_leg")
    found = figures(world, later).outcome
    assert found is not None
    assert (found.courses, found.measured) == (expected.courses, expected.measured)
    assert (found.shown and found.shown.interval) == (expected.shown and expected.shown.interval)
    assert ("%" in outcome_in_words(found)) is (how_many >= FEWEST_COURSES)


def test_share_of_few_visits_is_a_dash(world: World) -> None:
    one = visits(world)[0]
    mark_no_show(actor=world.as_morag, session=one, now=one.ends_at)
    shown = {tile.label: tile.value for tile in tiles(figures(world))}
    assert shown["did not come"] == "–"


def test_every_figure_says_how_it_is_counted(world: World) -> None:
    assert all(len(tile.counted) > 40 for tile in tiles(figures(world)))


def test_other_clinics_count_nothing_here(world: World) -> None:
    visits(world)
    elsewhere = world.una.memberships.get().clinic
    found = figures_of(elsewhere, knowledge=KNOWLEDGE, now=AFTER)
    assert (found.running, found.filled, found.registered) == (0, Share(part=0, whole=0), ())


def test_page_is_the_owners_and_needs_no_more_than_a_dozen_queries(
    world: World, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    visits(world)
    with time_machine.travel(AFTER, tick=False):
        owner = browse(world.fiona)
        with django_assert_max_num_queries(12):
            page = owner.get("/clinic/").content.decode()
        assert browse(world.morag).get("/clinic/").status_code == 403
        assert browse(world.callum_user).get("/clinic/").status_code == 403
    assert "of working time was filled" in page
    assert "Nobody is ranked here" in page
    assert Session.objects.filter(status=Status.BOOKED).count() == 4
