"""The clinic's outcomes: for the owner, with intervals and case mix, nothing about small groups, few queries."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.people.api import User
from ischia.clinic.track.api import entries_of, fill_measures, mark_as_error
from ischia.clinic.track.outcomes.queries import SETTLED_AFTER, courses_of
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.outcomes import FEWEST_COURSES, CourseOutcome, Pair
from tests.support.many_courses import Like, make_courses
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, treated

pytestmark = pytest.mark.django_db

ADDRESS = "/track/outcomes/"
LEG = InstrumentId("nprs_leg")
LATER = FIRST_DAY + timedelta(days=60)
LATER_DAY = LATER.date()
MOST_QUERIES = 10


@pytest.fixture
def browse() -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


@pytest.fixture
def page(care: Care, browse: Callable[[User], Browser]) -> Callable[[], str]:
    def read() -> str:
        with time_machine.travel(LATER, tick=False):
            shown = browse(care.world.fiona).get(ADDRESS).content.decode()
        return shown.replace("\N{NO-BREAK SPACE}", " ")

    return read


def counted(care: Care, *, today: date = LATER_DAY) -> tuple[CourseOutcome, ...]:
    return courses_of(care.world.clinic, today=today).settled


def made(care: Care, how_many: int, like: Like) -> None:
    make_courses(care.world, how_many, like, began=FIRST_DAY)


def test_a_course_is_read_from_its_first_and_its_newest_score(care: Care) -> None:
    for session, pain in zip(care.sessions, (8, 6, 3), strict=False):
        treated(care, session, leg_pain=pain)

    (course,) = counted(care)

    assert course.pairs[LEG] == Pair(first=8, newest=3)
    assert course.techniques


def test_an_entry_marked_as_an_error_does_not_count(care: Care) -> None:
    for session, pain in zip(care.sessions, (8, 3), strict=False):
        treated(care, session, leg_pain=pain)
    newest = entries_of(care.episode).filter(instrument=LEG).last()
    assert newest is not None
    mark_as_error(actor=care.world.as_callum, entry=newest, reason="Wrong leg.", now=LATER)

    assert counted(care)[0].pairs[LEG] == Pair(first=8)


def test_a_measure_taken_on_one_day_only_was_not_measured_twice(care: Care) -> None:
    treated(care, care.first, leg_pain=8)
    fill_measures(
        actor=care.world.as_ailsa,
        episode=care.episode,
        answers={LEG: {"pain": 2}},
        on=FIRST_DAY.date(),
        knowledge=KNOWLEDGE,
        now=FIRST_DAY + timedelta(hours=9),
    )

    assert counted(care)[0].pairs[LEG].newest is None


def test_a_course_counts_once_its_review_is_due(care: Care) -> None:
    treated(care, care.first, leg_pain=8)

    before = courses_of(care.world.clinic, today=FIRST_DAY.date() + SETTLED_AFTER - timedelta(days=1))
    assert (before.settled, before.too_recent) == ((), 1)
    assert len(counted(care, today=FIRST_DAY.date() + SETTLED_AFTER)) == 1


def test_the_owner_sees_shares_with_intervals_and_the_case_mix(care: Care, page: Callable[[], str]) -> None:
    made(care, 20, Like(technique="deep_tissue", leg_pain=(8, 4)))
    made(care, 20, Like(technique="myofascial_release", leg_pain=(6, 5), onset_weeks=20))
    shown = page()

    assert "20 of 40 courses changed by what matters: 50 % (95 % interval 35 % to 65 %)." in shown
    assert "20 of 20: 100 % (95 % interval 84 % to 100 %)" in shown
    assert "0 of 20: 0 % (95 % interval 0 % to 16 %)" in shown
    assert "20 (20 to 20)" in shown
    assert "These comparisons are not trials" in shown
    assert 'class="chart__limit"' in shown
    assert "style=" not in shown


def test_a_small_group_shows_nothing_but_its_size(care: Care, page: Callable[[], str]) -> None:
    made(care, FEWEST_COURSES, Like(technique="deep_tissue"))
    made(care, FEWEST_COURSES - 1, Like(technique="myofascial_release", leg_pain=(8, 8)))
    shown = page()

    row = shown.split("B. Myofascial release")[1].split("</tr>")[0]
    assert f"<td>{FEWEST_COURSES - 1}</td>" in row
    assert "too few to show" in row
    assert "%" not in row
    assert 'class="chart__limit"' not in shown


def test_techniques_stand_in_the_order_of_the_alphabet(care: Care, page: Callable[[], str]) -> None:
    for technique, newest in (("trigger_point", 1), ("deep_tissue", 8), ("relaxation_massage", 4)):
        made(care, FEWEST_COURSES, Like(technique=technique, leg_pain=(8, newest)))
    shown = page()

    places = [shown.index(name) for name in ("A. Deep", "B. Relaxation", "C. Trigger")]
    assert places == sorted(places)


def test_nobody_is_named(care: Care, page: Callable[[], str]) -> None:
    made(care, FEWEST_COURSES, Like())
    shown = page()

    assert care.world.callum.name not in shown
    assert "Somebody" not in shown


@pytest.mark.parametrize("who", ["callum_user", "morag", "ailsa_user", "una", "noor"])
def test_only_the_owner_reads_outcomes(care: Care, browse: Callable[[User], Browser], who: str) -> None:
    assert browse(getattr(care.world, who)).get(ADDRESS).status_code == 403


def test_looking_leaves_a_trace(care: Care, page: Callable[[], str]) -> None:
    page()

    (read,) = events_on(care.world.clinic).filter(action="audit.read")
    assert read.detail == {"part": "outcomes"}


def test_another_clinics_courses_do_not_count(care: Care) -> None:
    treated(care, care.first, leg_pain=8)
    elsewhere = care.world.una.memberships.get().clinic

    assert courses_of(elsewhere, today=LATER_DAY).settled == ()


def test_the_page_takes_as_many_queries_for_many_courses_as_for_one(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    counts = []
    for how_many in (1, 60):
        made(care, how_many, Like())
        with time_machine.travel(LATER, tick=False):
            browser = browse(care.world.fiona)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(ADDRESS).status_code == 200
        counts.append(len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]))

    assert counts[0] == counts[1] <= MOST_QUERIES
