"""Is a draft kept while it is written, without one window overwriting another, and can a change be taken back?"""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.book.api import Session
from ischia.clinic.treat.api import SessionDraft, SessionRecord, opened
from ischia.clinic.treat.drafting import STEPS_KEPT, key_of
from tests.support.treating import Care, asked_again, drafted, fresh, signed

pytestmark = pytest.mark.django_db
HERE, THERE = str(uuid4()), str(uuid4())


@pytest.fixture
def session(care: Care) -> Iterator[Session]:
    with time_machine.travel(care.first.starts_at, tick=True):
        asked_again(care, fresh(care.first))
        yield care.first


@pytest.fixture
def therapist(care: Care, client: Browser) -> Browser:
    client.force_login(care.world.callum_user)
    return client


def address(session: Session) -> str:
    return f"/treat/{session.pk}/"


def draft(session: Session) -> SessionDraft:
    return SessionDraft.objects.get(session=session)


def typed(session: Session, **more: str) -> dict[str, str]:
    """What the page would send back untouched but for `more`."""
    entered = opened(fresh(session)).entered
    rows = {f"work-{index}-{name}": value for index, row in enumerate(entered.work) for name, value in row.items()}
    return {
        "minutes": entered.minutes,
        "work-rows": str(len(entered.work)),
        "event-rows": "0",
        "confirmed": entered.confirmed,
        **rows,
        **more,
    }


def autosave(browser: Browser, session: Session, revision: int, window: str, **more: str) -> tuple[int, str]:
    sent = {**typed(session, **more), "revision": str(revision), "window": window}
    response = browser.post(address(session), sent, headers={"X-Autosave": "1"})
    return response.status_code, response.content.decode()


def test_the_script_saves_and_gets_the_living_parts_back(session: Session, therapist: Browser) -> None:
    status, page = autosave(therapist, session, 1, HERE, told="Slept through.")

    assert status == 200
    assert 'data-revision="2"' in page
    assert "Slept through." in page  # in the note that follows the data
    assert "Saved 10:00" in page
    assert "<html" not in page
    assert draft(session).entered["told"] == "Slept through."


def test_a_second_window_is_told_and_overwrites_nothing(session: Session, therapist: Browser) -> None:
    autosave(therapist, session, 1, HERE, told="From the first window.")

    status, page = autosave(therapist, session, 1, THERE, told="From the second window.")

    assert status == 409
    assert "was saved in another window at 10:00" in page
    assert draft(session).entered["told"] == "From the first window."
    assert autosave(therapist, session, 2, THERE, told="From the second window.")[0] == 200


def test_a_window_whose_answer_was_lost_is_not_in_its_own_way(session: Session, therapist: Browser) -> None:
    autosave(therapist, session, 1, HERE, told="One")

    assert autosave(therapist, session, 1, HERE, told="One two")[0] == 200
    assert draft(session).entered["told"] == "One two"


def test_without_scripts_a_conflict_shows_what_was_typed_and_a_way_out(session: Session, therapist: Browser) -> None:
    autosave(therapist, session, 1, THERE, told="Theirs")

    response = therapist.post(address(session), {**typed(session, told="Mine"), "revision": "1", "do": "save"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Two versions of this note" in page
    assert 'name="told" rows="2">Mine</textarea>' in page
    assert 'name="revision" id="revision" value="2"' in page
    assert draft(session).entered["told"] == "Theirs"
    again = therapist.post(address(session), {**typed(session, told="Mine"), "revision": "2", "do": "save"})
    assert again.status_code == 302
    assert draft(session).entered["told"] == "Mine"


def test_saving_the_same_again_is_no_change(session: Session, therapist: Browser) -> None:
    autosave(therapist, session, 1, HERE, told="Same")

    assert autosave(therapist, session, 1, THERE, told="Same")[0] == 200
    assert draft(session).revision == 2


def test_a_change_can_be_taken_back_step_by_step(session: Session, therapist: Browser) -> None:
    for told in ("One", "One two"):
        therapist.post(address(session), {**typed(session, told=told), "do": "save"})

    therapist.post(address(session), {**typed(session), "do": "undo", "told": "One two"})
    assert draft(session).entered["told"] == "One"
    therapist.post(address(session), {**typed(session), "do": "undo", "told": "One"})
    assert draft(session).entered["told"] == ""
    response = therapist.post(address(session), {**typed(session), "do": "undo", "told": ""})
    assert "There is nothing to take back." in response.content.decode()


def test_what_is_typed_and_not_saved_is_the_last_change(session: Session, therapist: Browser) -> None:
    therapist.post(address(session), {**typed(session, told="Kept"), "do": "save"})

    therapist.post(address(session), {**typed(session, told="Not kept"), "do": "undo"})

    assert draft(session).entered["told"] == "Kept"


def test_a_removed_piece_of_work_comes_back(session: Session, therapist: Browser) -> None:
    rows = draft(session).entered["work"]
    therapist.post(address(session), {**typed(session), "do": "remove:work:0"})
    assert draft(session).entered["work"] == rows[1:]

    therapist.post(address(session), {**typed(session), "do": "undo"})

    assert draft(session).entered["work"] == rows


def test_only_so_many_steps_are_kept(session: Session, therapist: Browser) -> None:
    for number in range(STEPS_KEPT + 3):
        therapist.post(address(session), {**typed(session, told=str(number)), "do": "save"})

    assert len(draft(session).before) == STEPS_KEPT


def test_after_the_signature_a_late_save_is_refused(care: Care, session: Session, therapist: Browser) -> None:
    sent = typed(session, told="Too late")
    drafted(care, session)
    signed(care, session)

    response = therapist.post(address(session), {**sent, "window": HERE}, headers={"X-Autosave": "1"})

    assert response.status_code == 422
    assert "This session is signed." in response.content.decode()
    assert SessionRecord.objects.get(session=session).record["subjective"] == ""


def test_a_new_safety_check_cannot_be_undone_past(care: Care, session: Session, therapist: Browser) -> None:
    therapist.post(address(session), {**typed(session, told="Before"), "do": "save"})
    asked_again(care, fresh(session))

    assert draft(session).before == []


def test_the_key_of_what_a_device_keeps_is_the_persons_and_the_sessions(care: Care, session: Session) -> None:
    keys = {
        key_of(care.world.callum_user, session),
        key_of(care.world.callum_user, care.sessions[1]),
        key_of(care.world.ailsa_user, session),
    }

    assert len(keys) == 3
    assert key_of(care.world.callum_user, fresh(session)) in keys


def test_a_page_that_may_not_be_written_carries_no_key(care: Care, session: Session, client: Browser) -> None:
    client.force_login(care.world.morag)

    assert "data-kept-key" not in client.get(address(session)).content.decode()
