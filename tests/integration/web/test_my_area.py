"""Does the client's own area say what is next, show what is theirs, and nothing to anybody else?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Visitor

from ischia.clinic.intake.services import save_step
from ischia.clinic.intake.steps import STEPS
from ischia.clinic.messaging.api import Category, chosen_by
from ischia.clinic.people.api import ConsentKind, User, consents_of, give_consent, standing_consents, withdraw_consent
from ischia.pathway.shared.errors import Refused
from tests.support.booking import book, hold, make_clearance, make_screening, ready
from tests.support.clinic import World
from tests.support.furnishing import BACKEND
from tests.support.intake import told, typed
from tests.support.treating import in_care

PAGES = ("", "visits/", "documents/", "settings/", "notifications/", "consents/", "family/", "family/helper/")


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.force_login(user, backend=BACKEND)
    return visitor


def page(user: User, address: str = "") -> str:
    response = signed_in(user).get(f"/me/{address}")
    assert response.status_code == 200
    return response.content.decode()


def next_step(user: User) -> str:
    return page(user).split('<h2 id="next">')[1].split("</h2>")[0]


def test_dates_that_are_kept_stand_alone_at_the_top(world: World) -> None:
    hold(world, ready(world))

    assert next_step(world.ailsa_user) == "Your dates are kept for a few minutes"
    assert 'id="then"' not in page(world.ailsa_user)


def test_before_the_first_visit_the_intake_is_next_and_the_visit_after_it(world: World) -> None:
    book(world, ready(world))

    assert next_step(world.ailsa_user) == "Tell us about you"
    assert f'href="/intake/{world.episode.pk}/"' in page(world.ailsa_user)


def test_an_intake_that_was_begun_is_to_be_finished(world: World, now: datetime) -> None:
    book(world, ready(world))
    save_step(actor=world.as_ailsa, episode=world.episode, step=STEPS[4], typed=typed("goals"), now=now)

    assert next_step(world.ailsa_user) == "Finish telling us about you"


def test_once_the_intake_is_sent_the_measures_are_next_and_the_visit_after_them(world: World) -> None:
    book(world, ready(world))
    told(world.episode, actor=world.as_ailsa)
    after = page(world.ailsa_user).split('id="then"')[1]

    assert next_step(world.ailsa_user) == "Say how you are"
    assert "Your next visit is with Callum Drever" in after


def test_the_day_before_a_visit_the_check_in_comes_first(world: World) -> None:
    course = book(world, ready(world))
    visit = course.sessions.get(number=1)
    with time_machine.travel(visit.starts_at - timedelta(days=1), tick=False):
        assert next_step(world.ailsa_user) == "Tell us what has changed"
        assert f'href="/intake/check-in/{visit.pk}/"' in page(world.ailsa_user)


def test_measures_that_are_due_stand_among_what_is_to_do(world: World) -> None:
    in_care(world)
    told(world.episode, actor=world.as_ailsa)

    assert "Say how you are" in page(world.ailsa_user)


def test_a_newcomer_is_led_to_the_safety_check(world: World) -> None:
    assert "Start the safety check" in page(world.noor)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_asks_to_sign_in(world: World, client: Visitor, address: str) -> None:
    assert client.get(f"/me/{address}").headers["Location"].startswith("/account/code/")


@pytest.mark.parametrize("address", ["visits/", "documents/", "notifications/", "consents/", "family/helper/"])
def test_somebody_without_a_record_finds_nothing(world: World, address: str) -> None:
    assert signed_in(world.noor).get(f"/me/{address}").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_more_than_twelve_queries(world: World, django_assert_max_num_queries: Any, address: str) -> None:
    in_care(world)
    told(world.episode, actor=world.as_ailsa)
    visitor = signed_in(world.ailsa_user)

    with django_assert_max_num_queries(12):
        assert visitor.get(f"/me/{address}").status_code == 200


def test_the_first_page_keeps_to_twelve_queries_when_everything_is_open_too(
    world: World, django_assert_max_num_queries: Any
) -> None:
    visit = in_care(world).first
    with time_machine.travel(visit.starts_at - timedelta(days=1), tick=False):
        visitor = signed_in(world.ailsa_user)
        with django_assert_max_num_queries(12):
            assert "Tell us what has changed" in visitor.get("/me/").content.decode()


@pytest.mark.parametrize("outcome", ["clear", "clinician_first"])
def test_the_first_page_keeps_to_twelve_queries_while_dates_are_held(
    world: World, django_assert_max_num_queries: Any, outcome: str
) -> None:
    hold(world, ready(world, outcome=outcome))
    visitor = signed_in(world.ailsa_user)

    with django_assert_max_num_queries(12):
        assert "Look at your dates" in visitor.get("/me/").content.decode()


def test_visits_can_be_moved_cancelled_and_put_into_a_calendar(world: World) -> None:
    course = book(world, ready(world))
    shown = page(world.ailsa_user, "visits/")

    for session in course.sessions.all():
        assert f'href="/book/session/{session.pk}/move/"' in shown or f"{session.pk}/" in shown
    assert "Add to my calendar" in shown


def test_papers_hold_what_clinicians_answered_and_what_was_told(world: World) -> None:
    make_clearance(make_screening(world.episode, outcome="clinician_first"))
    told(world.episode, actor=world.as_ailsa)
    shown = page(world.ailsa_user, "documents/")

    assert "Answer of Dr Shona Laird, GP" in shown
    assert f'href="/intake/{world.episode.pk}/sent/"' in shown
    assert "Shona" not in page(world.bram_user, "documents/")


def test_choices_about_messages_are_kept_and_treatment_stays_by_e_mail(world: World) -> None:
    visitor = signed_in(world.ailsa_user)
    response = visitor.post("/me/notifications/", {"waitlist-text": "on"})
    chosen = chosen_by(world.ailsa)

    assert response.status_code == 302
    assert tuple(chosen[Category.WAITLIST]) == (False, True)
    assert tuple(chosen[Category.REMINDERS]) == (False, False)
    assert chosen[Category.CARE].email


def test_a_consent_is_taken_back_after_reading_what_that_means(world: World, now: datetime) -> None:
    consent = give_consent(
        actor=world.as_ailsa, client=world.ailsa, kind=ConsentKind.REMINDERS, wording_version="2026-11", now=now
    )
    visitor = signed_in(world.ailsa_user)

    assert "We do not remind you" in visitor.get(f"/me/consents/{consent.pk}/").content.decode()
    visitor.post(f"/me/consents/{consent.pk}/")
    assert standing_consents(world.ailsa) == {}
    assert "Taken back on" in visitor.get("/me/consents/").content.decode()
    assert consents_of(world.ailsa) == [consent]


def test_the_terms_of_a_booking_cannot_be_taken_back(world: World, now: datetime) -> None:
    kind = ConsentKind.CANCELLATION_POLICY
    consent = give_consent(actor=world.as_ailsa, client=world.ailsa, kind=kind, wording_version="1", now=now)

    with pytest.raises(Refused) as refused:
        withdraw_consent(actor=world.as_ailsa, consent=consent, now=now)
    assert refused.value.code == "not_withdrawable"


def test_somebody_elses_consent_does_not_exist(world: World, now: datetime) -> None:
    consent = give_consent(
        actor=world.as_ailsa, client=world.ailsa, kind=ConsentKind.REMINDERS, wording_version="1", now=now
    )

    assert signed_in(world.bram_user).get(f"/me/consents/{consent.pk}/").status_code == 404
    assert signed_in(world.bram_user).post(f"/me/consents/{consent.pk}/").status_code == 404
    assert ConsentKind.REMINDERS in standing_consents(world.ailsa)
