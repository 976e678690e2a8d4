"""Measures: filled in by the client or at a session, kept for good, marked when wrong, read honestly."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ischia.clinic.audit.api import events_on
from ischia.clinic.people.api import User
from ischia.clinic.track.api import MeasureEntry, entries_of, fill_measures, mark_as_error, progress_of
from ischia.clinic.treat.api import is_tick_list
from ischia.knowledge.records import InstrumentId
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.track.api import Answers, Reading, version_of
from tests.support.clinic import make_therapist
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, drafted, signed, treated

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
FIRST_DATE = FIRST_DAY.date()
LEG, BACK, SBI = InstrumentId("nprs_leg"), InstrumentId("nprs_back"), InstrumentId("sbi")


def fill(care: Care, answers: dict[InstrumentId, Answers], *, on: date = FIRST_DATE) -> tuple[MeasureEntry, ...]:
    return fill_measures(
        actor=care.world.as_ailsa,
        episode=care.episode,
        answers=answers,
        on=on,
        knowledge=KNOWLEDGE,
        now=FIRST_DAY,
    )


def form(name: str) -> dict[str, str]:
    """The fields that are hidden on the page of one measure."""
    return {"instrument": name, "version": version_of(KNOWLEDGE.instruments[InstrumentId(name)])}


def address(care: Care, page: str = "") -> str:
    return f"/track/{care.episode.pk}/{page}"


@pytest.fixture
def browse() -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


def test_an_entry_keeps_answers_score_and_who_entered_it(care: Care) -> None:
    (entry,) = fill(care, {SBI: {"leg_pain": 4, "numbness": 3, "weakness": 2, "sitting": None}})

    assert (entry.value, entry.missing, entry.entered_as) == (12, ["sitting"], "client")
    assert entry.knowledge_version == KNOWLEDGE.version
    assert [event.action for event in events_on(care.episode)][-1] == "track.measures_filled"


def test_of_several_forms_all_are_kept_or_none(care: Care) -> None:
    with pytest.raises(BadInput):
        fill(care, {LEG: {"pain": 4}, BACK: {"pain": 12}})

    assert not entries_of(care.episode).exists()


def test_an_entry_is_never_changed_or_deleted(care: Care) -> None:
    (entry,) = fill(care, {LEG: {"pain": 4}})

    with pytest.raises(DatabaseError), transaction.atomic():
        MeasureEntry.objects.filter(pk=entry.pk).update(value=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_a_wrong_entry_stays_on_record_and_no_longer_counts(care: Care) -> None:
    (entry,) = fill(care, {LEG: {"pain": 9}})

    mark_as_error(actor=care.world.as_callum, entry=entry, reason="Wrong client.", now=FIRST_DAY)

    assert not entries_of(care.episode).exists()
    assert MeasureEntry.objects.get(pk=entry.pk).error.reason == "Wrong client."


@pytest.mark.parametrize("reason", ["", "   "])
def test_marking_an_entry_wrong_needs_a_reason(care: Care, reason: str) -> None:
    (entry,) = fill(care, {LEG: {"pain": 9}})

    with pytest.raises(Refused) as refused:
        mark_as_error(actor=care.world.as_callum, entry=entry, reason=reason, now=FIRST_DAY)

    assert refused.value.code == "reason_missing"


def test_an_entry_is_marked_wrong_once(care: Care) -> None:
    (entry,) = fill(care, {LEG: {"pain": 9}})
    mark_as_error(actor=care.world.as_callum, entry=entry, reason="Wrong client.", now=FIRST_DAY)

    with pytest.raises(Refused) as refused:
        mark_as_error(actor=care.world.as_callum, entry=entry, reason="Again.", now=FIRST_DAY)

    assert refused.value.code == "already_an_error"


def test_progress_reads_sessions_and_the_clients_own_entries_together(care: Care) -> None:
    fill(care, {LEG: {"pain": 8}}, on=FIRST_DAY.date() - timedelta(days=3))
    treated(care, care.first, leg_pain=4)

    read = progress_of(care.episode, knowledge=KNOWLEDGE, today=FIRST_DAY.date()).progress

    assert (read.overall, read.sessions_done) == (Reading.IMPROVED, 1)
    assert read.headline == "Your leg pain is down 4 points, more than the measurement error."


def test_a_stopped_session_is_not_counted_as_done(care: Care) -> None:
    asked_again(care, care.first, {"leg_weakness": "new"})
    drafted(care, care.first, referral="Rang 111.")
    signed(care, care.first)

    assert progress_of(care.episode, knowledge=KNOWLEDGE, today=FIRST_DAY.date()).progress.sessions_done == 0


def test_client_and_therapist_see_the_same_sentence(care: Care, browse: Callable[[User], Browser]) -> None:
    for session, pain in zip(care.sessions, (8, 4), strict=False):
        treated(care, session, leg_pain=pain)

    with time_machine.travel(care.sessions[1].ends_at, tick=False):
        own = browse(care.world.ailsa_user).get(address(care)).content.decode()
        therapists = browse(care.world.callum_user).get(address(care)).content.decode()

    assert "<h1>Your leg pain is down 4 points, more than the measurement error.</h1>" in own
    assert "<h1>Leg pain is down 4 points, more than the measurement error.</h1>" in therapists
    assert "May be natural recovery" in own


def test_the_chart_has_its_numbers_in_a_table(care: Care, browse: Callable[[User], Browser]) -> None:
    fill(care, {LEG: {"pain": 8}}, on=FIRST_DAY.date() - timedelta(days=3))
    treated(care, care.first, leg_pain=4)

    with time_machine.travel(FIRST_DAY, tick=False):
        page = browse(care.world.ailsa_user).get(address(care)).content.decode()

    assert 'role="img"' in page
    assert '<th scope="row">27 Nov 2026</th><td>8</td>' in page
    assert "style=" not in page


def test_the_forecast_opens_with_the_third_score_and_is_not_told_to_who_is_sent_away(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    for session, pain in zip(care.sessions, (8, 6, 4), strict=False):
        treated(care, session, leg_pain=pain)
    with time_machine.travel(care.sessions[2].ends_at, tick=False):
        before = browse(care.world.ailsa_user).get(address(care)).content.decode()
    asked_again(care, care.sessions[3], {"saddle_numbness": "new"})
    with time_machine.travel(care.sessions[3].ends_at, tick=False):
        after = browse(care.world.ailsa_user).get(address(care)).content.decode()

    assert "It is not your own future." in before
    assert "It is not your own future." not in after
    assert "Forecast:" not in after


@pytest.mark.parametrize("who", ["bram_user", "morag", "una", "noor"])
@pytest.mark.parametrize("page", ["", "measures/"])
def test_others_find_nothing(care: Care, browse: Callable[[User], Browser], who: str, page: str) -> None:
    assert browse(getattr(care.world, who)).get(address(care, page)).status_code == 404


def test_a_colleague_who_does_not_treat_the_client_finds_nothing(care: Care, browse: Callable[[User], Browser]) -> None:
    isla = make_therapist(care.world.clinic, name="Isla Muir")

    assert browse(isla.user).get(address(care)).status_code == 404


def test_the_client_fills_in_one_form_after_another(care: Care, browse: Callable[[User], Browser]) -> None:
    browser = browse(care.world.ailsa_user)
    with time_machine.travel(FIRST_DAY - timedelta(days=1), tick=False):
        first = browser.get(address(care, "measures/")).content.decode()
        browser.post(address(care, "measures/"), {**form("nprs_leg"), "measure-nprs_leg-pain": "6"})
        second = browser.get(address(care, "measures/")).content.decode()

    assert "Leg pain</h1>" in first
    assert "Back pain</h1>" in second
    assert [(entry.instrument, entry.value, entry.session) for entry in entries_of(care.episode)] == [
        ("nprs_leg", 6, None)
    ]


def test_a_form_without_its_answer_comes_back_with_what_is_missing(
    care: Care, browse: Callable[[User], Browser]
) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        response = browse(care.world.ailsa_user).post(address(care, "measures/"), form("nprs_leg"))

    assert response.status_code == 422
    assert "it needs its one answer" in response.content.decode()


TICK_LISTS = [instrument.id for instrument in KNOWLEDGE.instruments.values() if is_tick_list(instrument)]


@pytest.mark.parametrize("name", TICK_LISTS)
def test_saving_an_untouched_tick_list_keeps_nothing_and_says_why(
    care: Care, browse: Callable[[User], Browser], name: str
) -> None:
    with time_machine.travel(FIRST_DAY, tick=False):
        response = browse(care.world.ailsa_user).post(address(care, "measures/"), form(name))

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Nothing is ticked. If nothing applies, tick the last box to say so.") == 2
    assert f'name="measure-{name}-filled"' in page
    assert not entries_of(care.episode).exists()


@pytest.mark.parametrize(
    ("ticked", "value"),
    [(["filled"], 0), (["item_3"], 1), (["item_3", "item_24"], 2), (["filled", "item_7"], 1)],
    ids=["nothing-applies", "one-tick", "two-ticks", "a-tick-and-the-box"],
)
def test_a_tick_list_counts_once_it_is_filled_in(
    care: Care, browse: Callable[[User], Browser], ticked: list[str], value: int
) -> None:
    sent = {**form("rmdq_24"), **{f"measure-rmdq_24-{name}": "1" for name in ticked}}
    with time_machine.travel(FIRST_DAY, tick=False):
        assert browse(care.world.ailsa_user).post(address(care, "measures/"), sent).status_code == 302

    entry = entries_of(care.episode).get()
    assert (entry.value, len(entry.answers), entry.missing) == (value, 24, [])


@pytest.mark.parametrize("version", [None, "rmdq_24", "rmdq_23-0a1b2c3d"], ids=["none", "without-print", "another"])
def test_answers_to_another_version_come_back_on_the_fresh_form_and_nothing_is_kept(
    care: Care, browse: Callable[[User], Browser], version: str | None
) -> None:
    sent = {"instrument": "rmdq_24", "measure-rmdq_24-item_3": "1", **({"version": version} if version else {})}
    with time_machine.travel(FIRST_DAY, tick=False):
        response = browse(care.world.ailsa_user).post(address(care, "measures/"), sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert "These questions have changed since you opened them." in page
    assert f'name="version" value="{form("rmdq_24")["version"]}"' in page
    assert 'name="measure-rmdq_24-item_3" value="1" checked' in page
    assert not entries_of(care.episode).exists()


def test_a_client_cannot_mark_an_entry_as_wrong(care: Care, browse: Callable[[User], Browser]) -> None:
    (entry,) = fill(care, {LEG: {"pain": 9}})

    response = browse(care.world.ailsa_user).post(address(care), {"entry": str(entry.pk), "reason": "It looks bad."})

    assert response.status_code == 403
    assert entries_of(care.episode).exists()


def test_a_therapist_marks_an_entry_as_wrong(care: Care, browse: Callable[[User], Browser]) -> None:
    (entry,) = fill(care, {LEG: {"pain": 9}})

    browse(care.world.callum_user).post(address(care), {"entry": str(entry.pk), "reason": "Wrong client."})

    assert not entries_of(care.episode).exists()


@pytest.mark.parametrize("page", ["", "measures/"])
def test_pages_take_few_queries(care: Care, browse: Callable[[User], Browser], page: str) -> None:
    for session, pain in zip(care.sessions, (8, 6, 4), strict=False):
        treated(care, session, leg_pain=pain)
    with time_machine.travel(care.sessions[2].ends_at, tick=False):
        browser = browse(care.world.ailsa_user)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(care, page)).status_code == 200

    sent = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(sent) <= MOST_QUERIES, sent
