"""Does a check-in before a visit tell the client what to do, tell the therapist what was said, and decide nothing?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.http import QueryDict
from django.test import Client as Visitor

from ischia.clinic.book.api import Session
from ischia.clinic.intake.api import CheckIn, check_ins, told_before
from ischia.clinic.intake.asking import ask_for_check_ins, ask_for_intakes
from ischia.clinic.intake.check_in_questions import questions_put, read
from ischia.clinic.messaging.api import Message
from ischia.clinic.screen.api import Screening
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import Findings
from tests.support.booking import book, ready
from tests.support.clinic import World
from tests.support.furnishing import BACKEND
from tests.support.intake import told
from tests.support.treating import in_care

WELL = {
    "control_and_feeling": ["none"],
    "now": ["none"],
    "leg_weakness": ["absent"],
    "since_last_time": ["none"],
    "leg_pain_intensity": ["4"],
    "back_pain_intensity": ["2"],
}


@pytest.fixture
def visit(world: World) -> Iterator[Session]:
    """Ailsa's first visit; it is the day before."""
    session = in_care(world).first
    with time_machine.travel(session.starts_at - timedelta(days=1), tick=False):
        yield session


@pytest.fixture
def ailsa(world: World, visit: Session, client: Visitor) -> Visitor:
    client.force_login(world.ailsa_user, backend=BACKEND)
    return client


def address(visit: Session, page: str = "") -> str:
    return f"/intake/check-in/{visit.pk}/{page}"


def posted(**changes: list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in {**WELL, **changes}.items():
        data.setlist(name, values)
    return data


def answers(**changes: list[str]) -> dict[str, list[str]]:
    return {**WELL, **changes}


def test_the_questions_are_those_of_the_re_screen_and_the_pain() -> None:
    puts = questions_put(load_knowledge())
    asked = [finding.id for put in puts for finding in put.findings]

    assert [put.id for put in puts] == list(WELL)
    assert {"saddle_numbness", "bladder_change", "bowel_change", "sexual_change"} <= set(asked)
    assert {"pain_both_legs", "weakness_both_legs", "leg_weakness", "leg_swelling"} <= set(asked)
    assert len(asked) == len(set(asked))


def test_every_question_needs_an_answer() -> None:
    with pytest.raises(BadInput) as bad:
        read(QueryDict(), load_knowledge(), Findings())

    assert [fault.field for fault in bad.value.faults] == list(WELL)


@pytest.mark.parametrize(
    ("on_record", "ticked", "said"),
    [
        ({"anticoagulant": True}, ["none"], {}),
        ({"anticoagulant": False}, ["none"], {}),
        ({"anticoagulant": False}, ["anticoagulant"], {"anticoagulant": True}),
        ({"anticoagulant": True}, ["unsure"], {}),
    ],
    ids=["still taken", "still not taken", "new", "not sure takes nothing back"],
)
def test_what_is_not_ticked_as_new_leaves_the_record_alone(
    on_record: dict[str, bool], ticked: list[str], said: dict[str, bool]
) -> None:
    found = read(posted(since_last_time=ticked), load_knowledge(), Findings(on_record))

    assert {id: answer for id, answer in found.items() if id == "anticoagulant"} == said


def test_an_old_change_that_is_not_ticked_stays_on_record() -> None:
    found = read(posted(), load_knowledge(), Findings({"bladder_change": "stable"}))

    assert "bladder_change" not in found


def test_a_calm_check_in_is_kept_and_says_neither_yes_nor_no(visit: Session, ailsa: Visitor) -> None:
    response = ailsa.post(address(visit), answers())
    page = ailsa.get(response.headers["Location"]).content.decode()

    assert CheckIn.objects.get(session=visit).told["leg_pain_intensity"] == 4
    assert "not a yes or a no" in page
    assert not Message.objects.filter(kind="check_in_alarm").exists()


def test_an_alarming_answer_says_at_once_what_to_do_and_calls_the_care_team(
    world: World, visit: Session, ailsa: Visitor
) -> None:
    response = ailsa.post(address(visit), answers(control_and_feeling=["bladder_change"]))
    page = ailsa.get(response.headers["Location"]).content.decode()

    assert 'href="tel:999"' in page
    assert "Massage is not suitable today" in page
    assert "/book/" not in page.split("<main")[1].split("</main>")[0]
    alarms = Message.objects.filter(kind="check_in_alarm")
    assert {alarm.address for alarm in alarms} == {world.callum_user.email, world.fiona.email}


def test_a_check_in_never_makes_a_safety_check(visit: Session, ailsa: Visitor) -> None:
    before = Screening.objects.count()
    ailsa.post(address(visit), answers(control_and_feeling=["bladder_change"]))

    assert Screening.objects.count() == before
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_the_therapist_finds_what_was_said_filled_in_and_still_has_to_ask(
    world: World, visit: Session, ailsa: Visitor
) -> None:
    ailsa.post(address(visit), answers(since_last_time=["anticoagulant"]))
    with time_machine.travel(visit.starts_at, tick=False):
        ailsa.force_login(world.callum_user, backend=BACKEND)
        page = ailsa.get(f"/treat/{visit.pk}/").content.decode()

    assert "Told by the client on" in page
    assert 'name="finding-anticoagulant" value="true" checked' in page
    assert "I asked each of these today: confirm" in page
    assert "Pain: leg 4, back 2." in page


def test_a_faulty_form_keeps_what_was_ticked(visit: Session, ailsa: Visitor) -> None:
    response = ailsa.post(address(visit), {**WELL, "leg_weakness": []})
    page = response.content.decode()

    assert response.status_code == 422
    assert not CheckIn.objects.exists()
    assert 'name="leg_pain_intensity" value="4" checked' in page


@pytest.mark.parametrize("hours", [49, -1])
def test_it_is_shut_more_than_two_days_before_the_visit_and_after_it_began(
    visit: Session, ailsa: Visitor, hours: int
) -> None:
    with time_machine.travel(visit.starts_at - timedelta(hours=hours), tick=False):
        ailsa.post(address(visit), answers())

    assert not CheckIn.objects.exists()


def test_another_client_and_staff_find_nothing(world: World, visit: Session, ailsa: Visitor) -> None:
    ailsa.post(address(visit), answers())
    for user in (world.bram_user, world.callum_user, world.morag):
        ailsa.force_login(user, backend=BACKEND)
        assert ailsa.get(address(visit)).status_code == 404
        assert ailsa.get(address(visit, "done/")).status_code == 404


def test_answered_again_the_last_one_counts(visit: Session, ailsa: Visitor) -> None:
    ailsa.post(address(visit), answers(control_and_feeling=["bladder_change"]))
    with time_machine.travel(visit.starts_at - timedelta(hours=23), tick=False):
        ailsa.post(address(visit), answers(leg_pain_intensity=["6"]))
    last = told_before(visit)

    assert last is not None
    assert (last.leg_pain, last.is_alarming) == ("6", False)
    assert CheckIn.objects.count() == 2


def test_not_even_raw_sql_changes_a_check_in(visit: Session, ailsa: Visitor) -> None:
    ailsa.post(address(visit), answers())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CheckIn.objects.update(outcome="clear")


def test_check_ins_of_many_visits_cost_one_query(
    visit: Session, ailsa: Visitor, django_assert_num_queries: Any
) -> None:
    ailsa.post(address(visit), answers(control_and_feeling=["bladder_change"]))

    visits = [each.pk for each in visit.course.sessions.all()]

    with django_assert_num_queries(1):
        found = check_ins(visits)

    assert found[visit.pk].is_alarming
    assert len(found) == 1


@pytest.mark.parametrize("part", ["", "done/"])
def test_no_page_needs_more_than_twelve_queries(
    visit: Session, ailsa: Visitor, django_assert_max_num_queries: Any, part: str
) -> None:
    ailsa.post(address(visit), answers())

    with django_assert_max_num_queries(12):
        assert ailsa.get(address(visit, part)).status_code == 200


def test_who_has_a_visit_and_no_intake_is_asked_once_after_the_grace(world: World, now: datetime) -> None:
    book(world, ready(world))

    assert ask_for_intakes(now=now) == 1
    assert ask_for_intakes(now=now) == 0
    message = Message.objects.get(kind="intake")
    assert message.not_before == now + timedelta(minutes=world.clinic.grace_minutes)
    assert f"/intake/{world.episode.pk}/" in message.facts["link"]


def test_who_has_sent_the_intake_is_not_asked_until_half_a_year_has_passed(world: World, now: datetime) -> None:
    book(world, ready(world))
    told(world.episode, actor=world.as_ailsa, now=now - timedelta(days=180))

    assert ask_for_intakes(now=now) == 0
    assert ask_for_intakes(now=now + timedelta(days=6)) == 1


def test_who_has_a_visit_within_two_days_is_asked_to_check_in_once(world: World, visit: Session) -> None:
    day_before = visit.starts_at - timedelta(days=1)

    assert ask_for_check_ins(now=visit.starts_at - timedelta(days=3)) == 0
    assert ask_for_check_ins(now=day_before) == 1
    assert ask_for_check_ins(now=day_before) == 0
    assert Message.objects.get(kind="check_in").not_after == visit.starts_at
