"""The two questions about mood: offered, never due, filled in by the client, weighed at the next visit."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.screen.api import Screening, findings_of, verdict_of
from ischia.clinic.track.api import entries_of
from ischia.knowledge.records import InstrumentId
from ischia.pathway.track.api import version_of
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, drafted, fresh, signed

pytestmark = pytest.mark.django_db

FORM = {"instrument": "phq_2", "version": version_of(KNOWLEDGE.instruments[InstrumentId("phq_2")])}
PRECAUTION = "Offer the PHQ-9 or a clinician, since PHQ-2 is 3 or more."


@pytest.fixture
def ailsa(care: Care) -> Iterator[Browser]:
    browser = Browser()
    browser.force_login(care.world.ailsa_user)
    with time_machine.travel(FIRST_DAY - timedelta(hours=1), tick=False):
        yield browser


def page_of(care: Care) -> str:
    return f"/track/{care.episode.pk}/measures/"


def fill(browser: Browser, care: Care, *, interest: int, mood: int) -> None:
    sent = {**FORM, "measure-phq_2-interest": str(interest), "measure-phq_2-mood": str(mood)}
    assert browser.post(page_of(care), sent).status_code == 302


def precautions(screening: Screening) -> tuple[str, ...]:
    return tuple(verdict_of(screening).limits.precautions)


def test_the_form_is_offered_and_says_what_the_numbers_mean(care: Care, ailsa: Browser) -> None:
    offered = ailsa.get(page_of(care)).content.decode()
    form = ailsa.get(page_of(care) + "?form=phq_2").content.decode()

    assert f'href="{page_of(care)}?form=phq_2"' in offered
    assert 'name="measure-phq_2-interest"' not in offered
    assert "Over the last 2 weeks" in form
    assert form.count('name="measure-phq_2-interest"') == form.count('name="measure-phq_2-mood"') == 4


def test_half_a_form_is_refused_and_nothing_is_kept(care: Care, ailsa: Browser) -> None:
    response = ailsa.post(page_of(care), {**FORM, "measure-phq_2-interest": "3"})

    assert response.status_code == 422
    assert not entries_of(care.episode).exists()


@pytest.mark.parametrize(("mood", "is_low"), [(1, False), (2, True)])
def test_what_the_client_filled_in_is_weighed_at_the_next_visit(
    care: Care, ailsa: Browser, mood: int, *, is_low: bool
) -> None:
    fill(ailsa, care, interest=1, mood=mood)

    screening = asked_again(care, care.first)

    assert findings_of(screening)["phq2_score"] == 1 + mood
    assert (PRECAUTION in precautions(screening)) is is_low


def test_it_stays_known_until_a_newer_score(care: Care, ailsa: Browser) -> None:
    fill(ailsa, care, interest=3, mood=3)
    asked_again(care, care.first)
    drafted(care, care.first)
    signed(care, care.first)

    later = asked_again(care, fresh(care.sessions[1]))

    assert PRECAUTION in precautions(later)


def test_a_score_that_was_marked_as_wrong_is_not_weighed(care: Care, ailsa: Browser) -> None:
    fill(ailsa, care, interest=3, mood=3)
    entry = entries_of(care.episode).get()
    callum = Browser()
    callum.force_login(care.world.callum_user)
    callum.post(f"/track/{care.episode.pk}/", {"entry": str(entry.pk), "reason": "Filled in for somebody else"})

    assert "phq2_score" not in findings_of(asked_again(care, care.first))
