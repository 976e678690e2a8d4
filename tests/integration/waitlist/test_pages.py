"""The waitlist's pages: join, where I stand, an offer's link, and the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from ischia.clinic.book.api import Session, Status, cancel_session
from ischia.clinic.book.waitlist.api import EntryStatus, Offer, WaitlistEntry
from ischia.clinic.people.api import User
from ischia.config.logs import without_personal_data
from tests.support.booking import make_screening, ready, ready_too
from tests.support.clinic import NOW, World
from tests.support.outbox import links
from tests.support.waiting import asked, booked_visit, open_offer, somebody, wait

pytestmark = pytest.mark.django_db

LIST = "/book/waitlist/"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def offered(world: World, django_capture_on_commit_callbacks: Any) -> Offer:
    """Bram was offered Ailsa's time; Catriona waits behind him."""
    visit = booked_visit(world, ready(world))
    wait(ready_too(world), at=NOW - 2 * MINUTE)
    wait(somebody(world, "Catriona Weir"), at=NOW - MINUTE)
    with django_capture_on_commit_callbacks(execute=True):
        cancel_session(actor=world.as_morag, session=visit, now=NOW, reason="client")
    return open_offer()


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def link() -> str:
    return links("waitlist_offer")[-1]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_client_joins_sees_their_place_and_leaves(world: World) -> None:
    plan = ready(world)
    wait(ready_too(world), at=NOW - MINUTE)
    browser = signed_in(world.ailsa_user)
    join = f"{LIST}join/{plan.episode_id}/"
    assert "We cannot promise" in text(browser.get(join))
    response = browser.post(join, {"until": "2026-12-20", "windows": ["0-morning", "2-evening"]}, follow=True)
    entry = WaitlistEntry.objects.get(episode=plan.episode)
    assert entry.windows == ["0-morning", "2-evening"]
    assert "1 person who joined before you may be asked first" in text(response)
    assert "Mon morning; Wed evening" in text(response)
    response = browser.post(f"{LIST}entry/{entry.pk}/leave/", follow=True)
    assert "You are not waiting any more" in text(response)


def test_first_in_line_is_told_so_without_a_promise(world: World) -> None:
    entry = wait(ready(world))
    shown = text(signed_in(world.ailsa_user).get(f"{LIST}entry/{entry.pk}/"))
    assert "You are next when a time comes free that fits you." in shown
    assert "We cannot promise a time" in shown


def test_whoever_waits_for_a_clinician_is_told_why_nothing_is_offered(world: World) -> None:
    entry = wait(ready(world, outcome="clinician_first"))
    shown = text(signed_in(world.ailsa_user).get(f"{LIST}entry/{entry.pk}/"))
    assert "once a clinician has said" in shown


def test_urgent_answer_shows_no_form_to_join(world: World) -> None:
    plan = ready(world, outcome="urgent")
    response = signed_in(world.ailsa_user).get(f"{LIST}join/{plan.episode_id}/")
    assert response.status_code == 403
    assert "<select" not in text(response)


@pytest.mark.parametrize(
    "data", [{"until": "2026-11-01"}, {"until": "soon"}, {"until": "2026-12-20", "windows": ["9-night"]}, {}]
)
def test_wishes_that_make_no_sense_are_named(world: World, data: dict[str, Any]) -> None:
    plan = ready(world)
    response = signed_in(world.ailsa_user).post(f"{LIST}join/{plan.episode_id}/", data)
    assert response.status_code in (409, 422)
    assert not WaitlistEntry.objects.exists()


def test_other_peoples_waits_do_not_exist(world: World) -> None:
    plan = ready(world)
    entry = wait(plan)
    browser = signed_in(world.bram_user)
    assert browser.get(f"{LIST}entry/{entry.pk}/").status_code == 404
    assert browser.post(f"{LIST}entry/{entry.pk}/leave/").status_code == 404
    assert browser.get(f"{LIST}join/{plan.episode_id}/").status_code == 404
    assert browser.get(LIST).status_code == 403


def test_link_books_without_an_account_and_shows_nothing_about_anybody(world: World, offered: Offer) -> None:
    browser = Browser()
    shown = text(browser.get(link()))
    for secret in ("Bram", "Callum", "10:00", "30 November"):
        assert secret not in shown
    assert browser.post(link(), {"do": "accept"}).status_code == 422
    response = browser.post(link(), {"do": "accept", "accept": "on"})
    assert "The time is yours." in text(response)
    assert Session.objects.get(status=Status.BOOKED).client == world.bram
    assert "used already" in text(again := browser.get(link()))
    assert again.status_code == 410


def test_link_passes_it_on(world: World, offered: Offer) -> None:
    address = link()
    assert "Thank you" in text(Browser().post(address, {"do": "decline"}))
    assert asked() == ["Bram declined", "Catriona open"]
    assert "passed on" in text(Browser().get(address))


def test_looking_at_a_link_does_nothing(offered: Offer) -> None:
    Browser().get(link())
    assert asked() == ["Bram open"]


def test_link_that_ran_out_is_foreign_or_unknown_says_so_plainly(
    world: World, offered: Offer, time_machine: Any
) -> None:
    assert "belongs to somebody else" in text(foreign := signed_in(world.ailsa_user).get(link()))
    assert foreign.status_code == 403
    assert "does not lead anywhere" in text(unknown := Browser().get(f"{LIST}offer/nonsense/"))
    assert unknown.status_code == 404
    time_machine.move_to(NOW + 121 * MINUTE, tick=False)
    assert "has run out" in text(late := Browser().get(link()))
    assert late.status_code == 410
    assert "has run out" in text(Browser().post(link(), {"do": "accept", "accept": "on"}))


def test_signed_in_client_sees_and_takes_the_time(world: World, offered: Offer) -> None:
    browser = signed_in(world.bram_user)
    response = browser.get(link(), follow=True)
    assert "Monday, 10:00" in text(response)
    answer = f"{LIST}entry/{offered.entry_id}/answer/"
    assert browser.post(answer, {"offer": offered.pk, "do": "accept"}).status_code == 422
    response = browser.post(answer, {"offer": offered.pk, "do": "accept", "accept": "on"}, follow=True)
    assert "You are booked." in text(response)
    offered.entry.refresh_from_db()
    assert offered.entry.status == EntryStatus.BOOKED


def test_gate_that_shut_meanwhile_is_told_and_nothing_is_booked(world: World, offered: Offer) -> None:
    make_screening(offered.entry.episode, outcome="urgent", at=NOW)
    response = Browser().post(link(), {"do": "accept", "accept": "on"})
    assert response.status_code == 409
    assert not Session.objects.filter(status=Status.BOOKED).exists()


def test_desk_sees_who_waits_what_is_free_and_whom_it_fits(world: World) -> None:
    ready(world)
    first = wait(ready_too(world), windows=["0-morning"])
    wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    browser = signed_in(world.morag)
    booked_visit(world, somebody(world, "Dougal Reid"), "2026-11-30 15:00")
    shown = text(page := browser.get(f"{LIST}?day=2026-11-30"))
    assert "15:00\u201315:45, Callum Drever, Leith" in shown
    assert "Dougal Reid, booked" in shown
    assert shown.index("Bram Tulloch") < shown.index("Catriona Weir")
    gap = page.context["gaps"][0]
    assert "Callum Drever, Leith" in gap["words"]
    assert gap["asked_for"] == 2
    page = browser.get(LIST, {"day": "2026-11-30", "gap": gap["key"]})
    fits = [(fit.entry.episode.client.name, start, is_first) for fit, start, is_first in page.context["fits"]]
    assert [name for name, _, _ in fits] == ["Bram Tulloch", "Catriona Weir"]
    assert [is_first for _, _, is_first in fits] == [True, False]
    start = page.context["fits"][0][0].slot.start.isoformat()
    response = browser.post(f"{LIST}offer-by-hand/", {"entry": first.pk, "gap": gap["key"], "start": start})
    assert response.status_code == 302
    assert asked() == ["Bram open"]


def test_desk_is_asked_for_a_reason_out_of_turn(world: World) -> None:
    ready(world)
    wait(ready_too(world))
    second = wait(somebody(world, "Catriona Weir"), at=NOW + MINUTE)
    browser = signed_in(world.morag)
    gap = browser.get(f"{LIST}?day=2026-11-30").context["gaps"][0]["key"]
    fits = browser.get(LIST, {"day": "2026-11-30", "gap": gap}).context["fits"]
    data = {"entry": second.pk, "gap": gap, "start": fits[1][0].slot.start.isoformat()}
    response = browser.post(f"{LIST}offer-by-hand/", data)
    assert response.status_code == 409
    assert "Say why this person comes first" in text(response)
    assert browser.post(f"{LIST}offer-by-hand/", data | {"reason": "Bram is away"}).status_code == 302
    assert asked() == ["Catriona open"]


@pytest.mark.parametrize(("do", "then"), [("accept", "Bram accepted"), ("decline", "Bram declined")])
def test_desk_writes_down_what_was_said_on_the_phone(world: World, offered: Offer, do: str, then: str) -> None:
    browser = signed_in(world.morag)
    assert "Bram Tulloch says yes" in text(browser.get(LIST))
    assert browser.post(f"{LIST}answer/{offered.pk}/", {"do": do}).status_code == 302
    assert asked()[0] == then


@pytest.mark.parametrize("query", ["?day=nonsense", "?gap=a|b|c|d", "?gap=|||", "?day=2026-11-30&gap=x"])
def test_addresses_that_mean_nothing_are_read_as_today(world: World, query: str) -> None:
    assert signed_in(world.morag).get(f"{LIST}{query}").status_code == 200


def test_looking_at_the_list_passes_on_what_ran_out(world: World, offered: Offer, time_machine: Any) -> None:
    time_machine.move_to(NOW + 121 * MINUTE, tick=False)
    signed_in(world.morag).get(LIST)
    assert asked() == ["Bram expired", "Catriona open"]


def test_secret_of_a_link_is_in_no_log_line(offered: Offer) -> None:
    line = without_personal_data(f"Unprocessable Entity: {link()}")
    assert line == "Unprocessable Entity: /book/waitlist/offer/[secret]/"
    entry = f"/book/waitlist/entry/{offered.entry_id}/"
    assert without_personal_data(entry) == entry


def test_command_passes_on_what_ran_out(offered: Offer, time_machine: Any, capsys: pytest.CaptureFixture[str]) -> None:
    time_machine.move_to(NOW + 121 * MINUTE, tick=False)
    call_command("advance_offers")
    call_command("advance_offers")
    assert capsys.readouterr().out == "1 offers made\n0 offers made\n"
    assert asked() == ["Bram expired", "Catriona open"]


def test_clients_own_page_tells_of_the_wait_and_of_an_offer(world: World, offered: Offer) -> None:
    assert "A time has come free for you." in text(signed_in(world.bram_user).get("/me/"))
    assert "Join the waitlist" in text(signed_in(world.ailsa_user).get("/me/"))
