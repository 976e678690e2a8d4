"""Sending a letter: kept as it was, told by a link and nothing else, once, and open to one clinician for four weeks."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ischia.clinic.audit.api import events_on
from ischia.clinic.decide.api import SentLetter
from ischia.clinic.decide.erasing import erase_letters
from ischia.clinic.decide.letters.letter import Kind
from ischia.clinic.decide.letters.sending import Clinician, letter_of, send_letter
from ischia.clinic.messaging.api import Message, messages_of
from ischia.clinic.people.api import User
from ischia.clinic.track.api import mark_as_error
from ischia.pathway.shared.errors import BadInput, Refused
from tests.support.treating import KNOWLEDGE, Care, treated

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
GP = {"name": "Dr Reid, Leith Surgery", "email": "reid@surgery.example", "agreed": "on"}
LINK = re.compile(r"/decide/letter/[\w-]+/")


@pytest.fixture(autouse=True)
def after_the_fourth_session(care: Care) -> Iterator[None]:
    with time_machine.travel(care.sessions[3].ends_at, tick=False):
        yield


@pytest.fixture
def reviewed(care: Care) -> Care:
    """Four sessions, leg pain from 8 to 5."""
    for session, pain in zip(care.sessions, (8, 7, 6, 5), strict=True):
        treated(care, session, leg_pain=pain)
    return care


@pytest.fixture
def callum(care: Care, browse: Callable[[User], Browser]) -> Browser:
    return browse(care.world.callum_user)


@pytest.fixture
def browse(care: Care) -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


def page_of(care: Care, reader: str = "client") -> str:
    return f"/decide/{care.episode.pk}/letters/progress/{reader}/"


def sent_by(browser: Browser, care: Care, reader: str = "client", **more: str) -> SentLetter:
    given = {"request_key": str(uuid4()), **(GP if reader == "clinician" else {}), **more}
    assert browser.post(page_of(care, reader), given).status_code == 302
    return SentLetter.objects.latest("sent_at")


def link_told(care: Care) -> str:
    found = LINK.search(messages_of(care.episode).get(kind="letter_to_clinician").facts["link"])
    assert found
    return found[0]


def test_the_client_is_told_by_a_link_to_their_own_page(
    reviewed: Care, callum: Browser, browse: Callable[[User], Browser]
) -> None:
    sent = sent_by(callum, reviewed)

    message = messages_of(reviewed.episode).get()
    page = f"/decide/{reviewed.episode.pk}/letters/sent/{sent.pk}/"
    assert (message.kind, message.address) == ("letter", "")
    assert message.facts["link"].endswith(page)
    assert set(message.facts) == {"link"}
    assert "Leg pain is down" not in str(message.facts)
    assert "Your leg pain is down 3 points" in browse(reviewed.world.ailsa_user).get(page).content.decode()
    assert Browser().get(page).status_code == 302


def test_what_was_sent_stays_what_it_was(reviewed: Care, callum: Browser) -> None:
    sent = sent_by(callum, reviewed)
    mark_as_error(
        actor=reviewed.world.as_callum,
        entry=reviewed.episode.measure_entries.latest("on"),
        reason="Typed for another client",
        now=timezone.now(),
    )

    kept = callum.get(f"/decide/{reviewed.episode.pk}/letters/sent/{sent.pk}/").content.decode()
    pdf = callum.get(f"/decide/{reviewed.episode.pk}/letters/sent/{sent.pk}/pdf/").content

    assert "down 2 points" in callum.get(page_of(reviewed)).content.decode()
    assert "down 3 points" in kept
    assert "down 3 points" in " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
    assert letter_of(sent).written_by == "Callum Drever"
    assert sent.knowledge_version == KNOWLEDGE.version


def test_a_sent_letter_is_never_changed_and_goes_only_when_the_client_is_erased(
    reviewed: Care, callum: Browser
) -> None:
    sent_by(callum, reviewed)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SentLetter.objects.update(clinician="Somebody")
    erase_letters(reviewed.client)
    assert not SentLetter.objects.exists()


def test_a_clinician_opens_the_letter_by_link_without_an_account_for_four_weeks(
    reviewed: Care, callum: Browser
) -> None:
    sent = sent_by(callum, reviewed, "clinician")
    link = link_told(reviewed)

    page = Browser().get(link)
    again = Browser().get(f"{link}pdf/")
    with time_machine.travel(timezone.now() + timedelta(weeks=4, seconds=1), tick=False):
        late = Browser().get(link)

    assert "To the clinician it concerns" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert again.content.startswith(b"%PDF")
    assert late.status_code == 410
    assert [event.actor_label for event in events_on(sent) if event.action == "audit.read"] == [
        "clinician with a letter",
        "clinician with a letter",
    ]


def test_the_message_to_a_clinician_names_nobody(reviewed: Care, callum: Browser) -> None:
    sent_by(callum, reviewed, "clinician")

    message = messages_of(reviewed.episode).get()
    assert message.address == GP["email"]
    assert "Ailsa" not in str(message.facts)
    assert message.facts["until"] == "Monday 18 January 2027"


def test_a_withdrawn_link_opens_nothing_and_the_letter_stays_on_record(reviewed: Care, callum: Browser) -> None:
    sent = sent_by(callum, reviewed, "clinician")
    page = f"/decide/{reviewed.episode.pk}/letters/sent/{sent.pk}/"

    assert "Withdraw the link" in callum.get(page).content.decode()
    callum.post(page)

    assert Browser().get(link_told(reviewed)).status_code == 410
    assert "Dr Reid" in callum.get(page).content.decode()
    assert "decide.letter_withdrawn" in [event.action for event in events_on(sent)]


def test_the_same_press_twice_sends_once(reviewed: Care, callum: Browser) -> None:
    key = str(uuid4())
    for _ in range(2):
        sent_by(callum, reviewed, request_key=key)

    assert SentLetter.objects.count() == Message.objects.count() == 1


def test_a_key_that_sent_one_letter_sends_no_other(reviewed: Care, callum: Browser) -> None:
    key = str(uuid4())
    sent_by(callum, reviewed, request_key=key)

    assert callum.post(page_of(reviewed, "clinician"), {"request_key": key, **GP}).status_code != 302
    assert SentLetter.objects.get().reader == "client"


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("name", "This field is required"),
        ("email", "This field is required"),
        ("agreed", "A letter goes out only if the client agrees."),
    ],
)
def test_nothing_goes_to_a_clinician_without_name_address_and_agreement(
    reviewed: Care, callum: Browser, left_out: str, said: str
) -> None:
    given = {name: text for name, text in GP.items() if name != left_out}

    response = callum.post(page_of(reviewed, "clinician"), {"request_key": str(uuid4()), **given})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not SentLetter.objects.exists()
    assert not Message.objects.exists()


def test_the_service_wants_the_agreement_too(reviewed: Care) -> None:
    with pytest.raises(BadInput) as bad:
        send_letter(
            actor=reviewed.world.as_callum,
            sender=reviewed.world.callum_user,
            episode=reviewed.episode,
            kind=Kind.PROGRESS,
            request_key=uuid4(),
            clinician=Clinician(name=" ", email="not an address", has_agreed=False),
            knowledge=KNOWLEDGE,
            now=timezone.now(),
        )

    assert [fault.field for fault in bad.value.faults] == ["clinician", "email", "agreed"]


def test_a_discharge_summary_cannot_be_sent_before_the_end(reviewed: Care) -> None:
    with pytest.raises(Refused) as refused:
        send_letter(
            actor=reviewed.world.as_callum,
            sender=reviewed.world.callum_user,
            episode=reviewed.episode,
            kind=Kind.DISCHARGE,
            request_key=uuid4(),
            knowledge=KNOWLEDGE,
            now=timezone.now(),
        )

    assert refused.value.code == "not_ended"


@pytest.mark.parametrize("who", ["ailsa_user", "fiona"])
def test_only_a_therapist_of_the_client_sends(reviewed: Care, browse: Callable[[User], Browser], who: str) -> None:
    browser = browse(getattr(reviewed.world, who))

    assert browser.post(page_of(reviewed), {"request_key": str(uuid4())}).status_code in {403, 404}
    assert "Send it" not in browser.get(page_of(reviewed)).content.decode()
    assert not SentLetter.objects.exists()


def test_others_find_no_sent_letter(reviewed: Care, callum: Browser, browse: Callable[[User], Browser]) -> None:
    sent = sent_by(callum, reviewed)

    for user in (reviewed.world.bram_user, reviewed.world.una, reviewed.world.noor):
        for end in ("", "pdf/"):
            page = f"/decide/{reviewed.episode.pk}/letters/sent/{sent.pk}/{end}"
            assert browse(user).get(page).status_code == 404


def test_an_unknown_link_opens_nothing() -> None:
    assert Browser().get("/decide/letter/never-issued/").status_code == 404


def test_the_list_says_what_was_sent_to_whom(reviewed: Care, callum: Browser) -> None:
    sent_by(callum, reviewed)
    sent_by(callum, reviewed, "clinician")

    page = callum.get(f"/decide/{reviewed.episode.pk}/letters/").content.decode()

    assert "To Dr Reid, Leith Surgery, sent by Callum Drever" in page
    assert page.count("Sent by Callum Drever") == 1


def test_sending_leaves_its_trace(reviewed: Care, callum: Browser) -> None:
    sent = sent_by(callum, reviewed, "clinician")

    (event,) = [one for one in events_on(sent) if one.action == "decide.letter_sent"]
    assert (event.detail["kind"], event.detail["reader"]) == ("progress", "clinician")


def test_the_database_wants_an_address_for_a_clinician(reviewed: Care, callum: Browser) -> None:
    sent = sent_by(callum, reviewed)
    sent.pk, sent.request_key, sent.reader = uuid4(), uuid4(), "clinician"

    with pytest.raises((DatabaseError, ValidationError)), transaction.atomic():
        sent.save(force_insert=True)


@pytest.mark.parametrize(
    "end", ["letters/", "letters/progress/client/", "letters/progress/clinician/", "letters/sent/{sent}/"]
)
def test_pages_take_few_queries(reviewed: Care, callum: Browser, end: str) -> None:
    sent = sent_by(callum, reviewed, "clinician")
    with CaptureQueriesContext(connection) as queries:
        assert callum.get(f"/decide/{reviewed.episode.pk}/{end.format(sent=sent.pk)}").status_code == 200

    asked = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)
