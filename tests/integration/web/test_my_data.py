"""Does a client get a copy of everything, and does erasing leave nothing that says who they were?"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client as Visitor

from ischia.clinic.audit.api import Actor, Event, events_on
from ischia.clinic.book.api import cancel_sessions
from ischia.clinic.book.feeds.feeding import feed_by_secret, make_feed
from ischia.clinic.conversation.api import Written, send_post
from ischia.clinic.decide.letters.letter import Kind
from ischia.clinic.decide.letters.sending import Clinician, send_letter
from ischia.clinic.intake.asking import ask_for_intakes
from ischia.clinic.messaging.api import write_message
from ischia.clinic.people.api import (
    Client,
    Erasure,
    ErasureRequest,
    User,
    ask_to_be_erased,
    close_episode,
    confirm_erasure,
    erase_due,
    export_of,
    issue_link,
    open_link,
    set_years_kept,
)
from ischia.clinic.people.erasing import _ERASERS
from ischia.clinic.receipts.api import Asked, LetOff, Method, let_off, take_payment
from ischia.clinic.treat.discharging import DischargeText, sign_discharge
from ischia.clinic.treat.models import DischargeReason
from ischia.pathway.shared.errors import Refused
from tests.support.booking import book, ready, ready_too
from tests.support.clearing import asked, sent_token, to_be_cleared
from tests.support.clinic import World
from tests.support.furnishing import BACKEND
from tests.support.intake import told
from tests.support.outbox import sent
from tests.support.treating import KNOWLEDGE, fresh, in_care, treated

KEPT_BY_LAW = frozenset({"receipts_receipt"})
"""Tables whose rows the law keeps with the client's name in them."""


@pytest.fixture(autouse=True)
def at_nine(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def signed_in(user: User) -> Visitor:
    visitor = Visitor()
    visitor.force_login(user, backend=BACKEND)
    return visitor


def tables_with(*words: str) -> set[str]:
    """Every table of the database in which one of the words stands in any column."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and any(any(word in text for word in words) for text in texts_of(model))
    }


def texts_of(model: type[models.Model]) -> Iterator[str]:
    for row in model._default_manager.iterator():
        yield " ".join(str(getattr(row, field.attname)) for field in model._meta.concrete_fields)


def unzipped(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_copy_holds_every_table_about_the_client_and_a_page_to_read(world: World) -> None:
    care = in_care(world)
    treated(care, care.first, leg_pain=5)
    told(world.episode, actor=world.as_ailsa)
    response = signed_in(world.ailsa_user).post("/me/data/file/")
    files = unzipped(response.content)

    assert response.headers["Content-Type"] == "application/zip"
    for table in (
        "people.client",
        "people.user",
        "people.episode",
        "screen.screening",
        "plan.careplan",
        "book.session",
        "treat.sessionrecord",
        "track.measureentry",
        "intake.intakeanswers",
        "audit.event",
    ):
        assert json.loads(files[f"data/{table}.json"]), table
    assert "Ailsa Rennie" in files["index.html"]
    assert "Isla Kerr" in files["index.html"]


def test_the_copy_holds_nothing_of_anybody_else_and_opens_nothing(world: World) -> None:
    book(world, ready(world))
    ready_too(world)
    files = unzipped(signed_in(world.ailsa_user).post("/me/data/file/").content)
    everything = "".join(files.values())

    for word in ("Bram", "Tulloch", str(world.bram.pk), world.ailsa_user.password):
        assert word not in everything


def told_by_link(world: World, now: datetime) -> str:
    """The key of a link that the client got and that still opens something."""
    token = issue_link(
        actor=world.as_callum, purpose="letter", subject_id=uuid4(), expires_at=now + timedelta(days=9), now=now
    )
    facts = {"link": f"https://ischia.example/decide/letter/{token}/"}
    write_message(actor=world.as_callum, client=world.ailsa, kind="letter", key="told", facts=facts, now=now)
    return token


def test_the_copy_holds_no_key_of_a_link_and_nothing_sent_to_somebody_else(world: World, now: datetime) -> None:
    to_be_cleared(world)
    asked(world)
    own, clinicians = told_by_link(world, now), sent_token()
    assert len(sent(now)) == 2
    files = unzipped(signed_in(world.ailsa_user).post("/me/data/file/").content)
    everything = "".join(files.values())

    assert own not in everything
    assert clinicians not in everything
    assert not re.search(r"/[\w-]{43}", everything)
    (message,) = json.loads(files["data/messaging.message.json"])
    assert (message["kind"], message["address"], "facts" in message) == ("letter", "", False)
    texts = [row["text"] for row in json.loads(files["data/messaging.delivery.json"])]
    assert any("https://ischia.example/decide/letter/…" in text for text in texts)


def test_taking_a_copy_leaves_a_trace(world: World) -> None:
    export_of(world.ailsa, actor=world.as_ailsa)

    assert "people.data_exported" in [event.action for event in events_on(world.ailsa)]


def test_nobody_takes_a_copy_of_somebody_else(world: World) -> None:
    assert signed_in(world.noor).post("/me/data/file/").status_code == 404
    assert Visitor().post("/me/data/file/").headers["Location"].startswith("/account/code/")


@pytest.mark.parametrize("address", ["/me/data/", "/me/data/erase/"])
def test_no_page_needs_more_than_twelve_queries(world: World, django_assert_max_num_queries: Any, address: str) -> None:
    visitor = signed_in(world.ailsa_user)

    with django_assert_max_num_queries(12):
        assert visitor.get(address).status_code == 200


def test_who_has_visits_ahead_cancels_them_first(world: World) -> None:
    book(world, ready(world))
    response = signed_in(world.ailsa_user).post("/me/data/erase/", {"sure": "1"})

    assert response.status_code == 409
    assert not ErasureRequest.objects.exists()


def test_asking_without_the_tick_asks_once_more(world: World) -> None:
    assert signed_in(world.ailsa_user).post("/me/data/erase/").status_code == 422
    assert not ErasureRequest.objects.exists()


def test_somebody_who_was_never_treated_is_erased_as_soon_as_the_clinic_confirms(world: World, now: datetime) -> None:
    told(world.episode, actor=world.as_ailsa)
    client, email, phone = world.ailsa, world.ailsa_user.email, Client.objects.get(pk=world.ailsa.pk).phone
    visitor = signed_in(world.ailsa_user)
    visitor.post("/me/data/erase/", {"sure": "1"})
    owner = signed_in(world.fiona)
    assert "Ailsa Rennie" in owner.get("/settings/erasures/").content.decode()
    owner.post(f"/settings/erasures/{ErasureRequest.objects.get().pk}/")

    assert visitor.get("/me/").status_code == 302
    assert erase_due(now=now, today=now.date()) == 1
    assert tables_with("Ailsa", "Rennie", email, phone, "Isla Kerr", "0131 496 0222") == set()
    assert Client.objects.get(pk=client.pk).name == "Erased client"
    assert erase_due(now=now, today=now.date()) == 0


def test_after_a_whole_course_nothing_says_who_it_was_but_what_the_law_keeps(world: World, now: datetime) -> None:
    care = in_care(world)
    told(world.episode, actor=world.as_ailsa)
    ask_for_intakes(now=now)
    treated(care, care.first, leg_pain=5)
    close_episode(actor=world.as_callum, episode=world.episode, now=care.first.ends_at, reason="discharged")
    email = world.ailsa_user.email
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)
    confirmed = confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    trail = Event.objects.count()

    assert confirmed.keep_until == date(care.first.starts_at.year + 8, 11, 30)
    assert erase_due(now=now, today=confirmed.keep_until - timedelta(days=1)) == 0
    assert tables_with("Ailsa Rennie") == {"people_client", "people_user"}
    later = now.replace(year=confirmed.keep_until.year, month=12)
    assert erase_due(now=later, today=later.date()) == 1
    assert tables_with("Ailsa", "Rennie", email, "0131 496 0111", "Isla Kerr") <= KEPT_BY_LAW
    assert Event.objects.count() > trail
    assert world.episode.session_records.count() == 1


NAMED = "Ailsa Rennie, born 2 April 1979"
"""What staff typed where they should not have."""


def test_letters_posts_payments_and_notes_that_name_the_client_go_too(world: World, now: datetime) -> None:
    care = in_care(world)
    treated(care, care.first, leg_pain=5)
    later = care.first.ends_at
    letters(world, later)
    post_to_staff(world, later)
    take_payment(
        asked=Asked(actor=world.as_morag, now=later, request_key="paid"), session=fresh(care.first), method=Method.CARD
    )
    second = treated(care, care.sessions[1], leg_pain=4).session
    let_off(actor=world.as_morag, session=fresh(second), reason=NAMED, now=second.ends_at)
    note = DischargeText(
        sessions=NAMED, progress=NAMED, why=NAMED, referrals=NAMED, advice=NAMED, reason=DischargeReason.GOALS_REACHED
    )
    sign_discharge(
        actor=world.as_callum,
        therapist=world.callum_user,
        episode=world.episode,
        text=note,
        knowledge=KNOWLEDGE,
        now=second.ends_at,
    )
    close_episode(actor=world.as_callum, episode=world.episode, now=second.ends_at, reason="discharged")
    words = ("Ailsa", "Rennie", "April 1979")
    assert {"decide_sentletter", "treat_dischargenote", "receipts_letoff", "conversation_post"} < tables_with(*words)
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)
    kept = confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date()).keep_until
    gone = now.replace(year=kept.year, month=12)

    assert erase_due(now=gone, today=gone.date()) == 1
    assert tables_with(*words) == KEPT_BY_LAW
    assert LetOff.objects.get().reason == "erased"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LetOff.objects.update(reason="x")


def letters(world: World, now: datetime) -> None:
    """One to the client and one to their GP."""
    for clinician in (None, Clinician(name="Dr Reid", email="reid@surgery.example", has_agreed=True)):
        send_letter(
            actor=world.as_callum,
            sender=world.callum_user,
            episode=world.episode,
            kind=Kind.PROGRESS,
            request_key=uuid4(),
            knowledge=KNOWLEDGE,
            now=now,
            clinician=clinician,
        )


def post_to_staff(world: World, now: datetime) -> None:
    send_post(
        author=world.ailsa_user,
        episode=world.episode,
        from_client=True,
        written=Written(text=NAMED, request_key=uuid4()),
        knowledge=KNOWLEDGE,
        now=now,
    )


def test_confirming_ends_every_link_and_calendar_about_the_client(world: World, now: datetime) -> None:
    to_be_cleared(world)
    asked(world)
    letters(world, now)
    secret = make_feed(actor=world.as_ailsa, owner=world.ailsa, now=now)
    tokens = {"clearance": sent_token(), "letter": sent_token("letter_to_clinician")}
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)
    assert all(open_link(token, purpose, now) for purpose, token in tokens.items())
    confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())

    for purpose, token in tokens.items():
        with pytest.raises(Refused) as refused:
            open_link(token, purpose, now)
        assert refused.value.code == "link_withdrawn"
    with pytest.raises(Refused, match="ended"):
        feed_by_secret(secret)


def test_one_erasure_that_fails_stops_no_other_and_comes_round_again(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for client in (world.ailsa, world.bram):
        request = ask_to_be_erased(actor=Actor.of(world.fiona), client=client, now=now)
        confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    with monkeypatch.context() as broken:
        broken.setitem(_ERASERS, "broken", failing_for(world.ailsa))
        assert erase_due(now=now, today=now.date()) == 1
    assert [one.name for one in Client.objects.filter(pk__in=[world.ailsa.pk, world.bram.pk]).order_by("name")] == [
        "Ailsa Rennie",
        "Erased client",
    ]
    assert "ValueError" in caplog.text
    assert "Ailsa" not in caplog.text
    assert erase_due(now=now, today=now.date()) == 1


def failing_for(client: Client) -> Callable[[Client], None]:
    def erase(one: Client) -> None:
        if one.pk == client.pk:
            raise ValueError(one.name)

    return erase


def test_the_clinic_sets_for_how_long_records_are_kept(world: World, now: datetime) -> None:
    care = in_care(world)
    treated(care, care.first, leg_pain=5)
    close_episode(actor=world.as_callum, episode=world.episode, now=care.first.ends_at, reason="discharged")
    set_years_kept(actor=Actor.of(world.fiona), clinic=world.clinic, years=3)
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)

    confirmed = confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    assert confirmed.keep_until.year == care.first.starts_at.year + 3


def test_a_treatment_under_way_is_discharged_first(world: World, now: datetime) -> None:
    care = in_care(world)
    treated(care, care.first, leg_pain=5)
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)

    with pytest.raises(Refused) as refused:
        confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    assert refused.value.code == "still_open"


def test_an_account_with_another_use_stays_open(world: World, now: datetime) -> None:
    callum_as_client = Client.objects.create(
        clinic=world.clinic, user=world.callum_user, name="Callum Drever", registered_at=now
    )
    request = ask_to_be_erased(actor=world.as_callum, client=callum_as_client, now=now)
    confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    erase_due(now=now, today=now.date())
    user = User.objects.get(pk=world.callum_user.pk)

    assert user.is_active
    assert user.email == world.callum_user.email


@pytest.mark.parametrize("who", ["ailsa_user", "callum_user", "morag"])
def test_only_the_owner_confirms(world: World, now: datetime, who: str) -> None:
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)
    visitor = signed_in(getattr(world, who))

    assert visitor.get("/settings/erasures/").status_code == 403
    assert visitor.post(f"/settings/erasures/{request.pk}/").status_code == 403


def test_another_clinics_owner_finds_no_request(world: World, now: datetime) -> None:
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)
    visitor = signed_in(world.una)

    assert visitor.post(f"/settings/erasures/{request.pk}/").status_code in {403, 404}
    assert not hasattr(ErasureRequest.objects.get(pk=request.pk), "confirmation")


def test_not_even_raw_sql_takes_an_erasure_back(world: World, now: datetime) -> None:
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)
    confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    erase_due(now=now, today=now.date())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Erasure.objects.all()._raw_delete("default")


def test_a_years_field_that_is_no_number_is_shown_again(world: World) -> None:
    response = signed_in(world.fiona).post("/settings/erasures/", {"years": "many"})

    assert response.status_code == 422
    assert 'value="many"' in response.content.decode()


def test_cancelled_visits_do_not_count_as_visits(world: World, now: datetime) -> None:
    course = book(world, ready(world))
    cancel_sessions(
        actor=world.as_ailsa, sessions=list(course.sessions.all()), reason="moving away", request_key="x", now=now
    )
    request = ask_to_be_erased(actor=world.as_ailsa, client=world.ailsa, now=now)

    confirmed = confirm_erasure(actor=Actor.of(world.fiona), request=request, now=now, today=now.date())
    assert confirmed.keep_until == now.date()
