"""A stop rule that a score from home makes true: the client reads it at once, and the care team is told once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.book.api import Session
from ischia.clinic.messaging.api import messages_of
from ischia.clinic.track.api import fill_measures
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import version_of
from tests.support.treating import KNOWLEDGE, Care, in_care, treated

pytestmark = pytest.mark.django_db

SBI = InstrumentId("sbi")


@pytest.fixture
def care(world: Any) -> Care:
    """One session with leg pain 4; before it, weakness bothered 1 of 6."""
    care = in_care(world)
    fill_measures(
        actor=world.as_ailsa,
        episode=care.episode,
        answers={SBI: {"leg_pain": 3, "numbness": 2, "weakness": 1, "sitting": 3}},
        on=care.first.starts_at.date(),
        knowledge=KNOWLEDGE,
        now=care.first.starts_at,
    )
    treated(care, care.first, leg_pain=4)
    return care


@pytest.fixture
def ailsa(care: Care) -> Iterator[Browser]:
    browser = Browser()
    browser.force_login(care.world.ailsa_user)
    with time_machine.travel(care.first.ends_at + timedelta(days=2), tick=False):
        yield browser


def save(browser: Browser, care: Care, name: str, **answers: int) -> str:
    """Where the client is led once the form is kept."""
    page = f"/track/{care.episode.pk}/measures/"
    sent = {f"measure-{name}-{item}": str(answer) for item, answer in answers.items()}
    version = version_of(KNOWLEDGE.instruments[InstrumentId(name)])
    response = browser.post(page, {"instrument": name, "version": version, **sent})
    assert response.status_code == 302
    return str(response["Location"])


def weakness(browser: Browser, care: Care, answer: int) -> str:
    return save(browser, care, "sbi", leg_pain=3, numbness=2, weakness=answer, sitting=3)


def alarms(care: Care) -> list[str]:
    return sorted(message.address for message in messages_of(care.episode).filter(kind="measures_alarm"))


def test_weakness_that_rose_at_home_tells_the_client_what_to_do_at_once(care: Care, ailsa: Browser) -> None:
    address = weakness(ailsa, care, 3)
    page = ailsa.get(address).content.decode()

    assert address == f"/decide/{care.episode.pk}/"
    assert "<h1>Let us stop massage and get you the right help</h1>" in page
    assert "Please be seen today." in page
    clinic = care.client.clinic
    assert f"call your own doctor or {clinic.urgent_number}" in page
    assert f"call {clinic.emergency_number}" in page


def test_the_care_team_is_told_once_by_a_link_alone(care: Care, ailsa: Browser) -> None:
    weakness(ailsa, care, 3)
    told = alarms(care)
    weakness(ailsa, care, 4)

    assert care.world.callum_user.email in told
    assert len(told) == len(set(told))
    assert alarms(care) == told
    message = messages_of(care.episode).filter(kind="measures_alarm").first()
    assert message is not None
    assert list(message.facts) == ["link"]
    assert message.facts["link"].endswith(f"/decide/{care.episode.pk}/")


def test_a_second_clearly_worse_score_stops_too(care: Care, ailsa: Browser) -> None:
    first = save(ailsa, care, "nprs_leg", pain=8)
    none_yet = alarms(care)
    with time_machine.travel(care.first.ends_at + timedelta(days=4), tick=False):
        second = save(ailsa, care, "nprs_leg", pain=9)

    assert (first, none_yet) == (f"/track/{care.episode.pk}/measures/", [])
    assert second == f"/decide/{care.episode.pk}/"
    assert care.world.callum_user.email in alarms(care)


def test_a_harmless_score_alarms_nobody(care: Care, ailsa: Browser) -> None:
    assert weakness(ailsa, care, 2) == f"/track/{care.episode.pk}/measures/"
    assert alarms(care) == []
    assert "Stop massage for now" not in ailsa.get("/me/").content.decode()


def test_half_a_review_does_not_end_the_course(care: Care, ailsa: Browser) -> None:
    for session in care.sessions[1:]:
        treated(care, session, leg_pain=4)
    with time_machine.travel(care.sessions[3].ends_at + timedelta(days=1), tick=False):
        ailsa.force_login(care.world.ailsa_user)
        assert save(ailsa, care, "nprs_leg", pain=4) == f"/track/{care.episode.pk}/measures/"

    assert alarms(care) == []


def test_the_own_area_leads_there_first_and_visits_stay_booked(
    care: Care, ailsa: Browser, django_assert_max_num_queries: Any
) -> None:
    weakness(ailsa, care, 3)
    with django_assert_max_num_queries(12):
        page = ailsa.get("/me/").content.decode()

    assert "Stop massage for now" in page
    assert f'href="/decide/{care.episode.pk}/"' in page
    assert Session.objects.filter(course__episode=care.episode, status="booked").count() == 3
