"""The desk moves visits in its calendar, in a browser: by mouse, by keyboard, without JavaScript; and takes it back.

Time stands at Monday 23 November 2026. On the Monday after, Ailsa comes to Callum at ten and Bram to Isla at eleven.
The same steps make the pictures in `docs/screens/`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from ischia.clinic.book.api import ChangeRequest, Session, book_course
from ischia.clinic.diary.api import Override, add_time_off
from ischia.clinic.people.api import Therapist, User
from tests.support.booking import POLICY, book, make_care_plan, make_screening, ready
from tests.support.browsing import DESK, PHONE, SCHEMES, SCREENS, check_accessible, look, sign_in
from tests.support.clinic import BUILDER, NOW, World, build_world, make_episode, make_therapist
from tests.support.diary import at, give_hours, slot
from tests.support.flushing import flush_past_triggers
from tests.support.waiting import somebody, wait

MONDAY = "/book/calendar/?day=2026-11-30"
HALF_AN_HOUR = 34  # pixels, as board.js draws it
REPORT_REFUSED_STYLES = """
window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", (event) => window.refusedByPolicy.push(event.violatedDirective));
"""


@pytest.fixture(scope="module", autouse=True)
def append_only_tables_can_be_emptied() -> Iterator[None]:
    with flush_past_triggers():
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """A running clinic with two visits on the Monday, one who waits, and somebody away in the afternoon."""

    world: World
    isla: Therapist
    ailsa: Session
    bram: Session
    address: str


@pytest.fixture
def clinic(transactional_db: Any, live_server: LiveServer, settings: Any) -> Iterator[Clinic]:
    settings.ISCHIA_CLINIC = "demo"
    with time_machine.travel(NOW, tick=True):
        world = build_world()
        isla = make_therapist(world.clinic, name="Isla Munro", places=(world.leith,))
        give_hours(isla, world.leith)
        ailsa = book(world, ready(world), "2026-11-30 10:00").sessions.get()
        bram = with_isla(world, isla, "2026-11-30 11:00")
        wait(somebody(world, "Catriona Weir"))
        add_time_off(
            actor=BUILDER,
            therapist=isla,
            starts_at=at("2026-11-30 15:00"),
            ends_at=at("2026-11-30 17:00"),
            reason="",
            now=NOW,
        )
        yield Clinic(world=world, isla=isla, ailsa=ailsa, bram=bram, address=live_server.url)


def with_isla(world: World, isla: Therapist, start: str) -> Session:
    episode = make_episode(world.bram)
    make_screening(episode)
    plan = make_care_plan(episode)
    course = book_course(
        actor=BUILDER,
        episode=episode,
        care_plan=plan,
        service=world.follow_up,
        slots=[slot(isla, world.leith, start)],
        request_key=str(uuid4()),
        policy_version=POLICY,
        now=NOW,
    )
    return course.sessions.get()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def page_of(
    browser: Browser, contexts: list[BrowserContext], clinic: Clinic, user: User, size: Any, *, scripted: bool = True
) -> Page:
    context = browser.new_context(viewport=size, reduced_motion="reduce", java_script_enabled=scripted)
    contexts.append(context)
    context.set_default_timeout(15_000)
    if scripted:
        context.clock.set_fixed_time(NOW)
        context.add_init_script(REPORT_REFUSED_STYLES)
    sign_in(context, clinic.address, user)
    return context.new_page()


@pytest.fixture
def desk(browser: Browser, contexts: list[BrowserContext], clinic: Clinic) -> Page:
    page = page_of(browser, contexts, clinic, clinic.world.morag, DESK)
    page.goto(f"{clinic.address}{MONDAY}")
    expect(visit(page, clinic.ailsa)).to_be_visible()
    return page


def visit(page: Page, session: Session) -> Locator:
    return page.locator(f"[data-session='{session.pk}']")


def drag(page: Page, session: Session, *, to: str, half_hours: int) -> None:
    """Takes a visit by its middle to the column named, and so many half hours down."""
    box = visit(page, session).bounding_box()
    column = page.locator(".ec-col-head", has_text=to).bounding_box()
    assert box is not None
    assert column is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10, steps=3)
    page.mouse.move(column["x"] + column["width"] / 2, y + half_hours * HALF_AN_HOUR, steps=8)
    page.mouse.up()


def where(session: Session) -> tuple[str, str]:
    row = Session.objects.select_related("therapist").get(pk=session.pk)
    return row.therapist.name, f"{row.starts_at:%H:%M}"


def photograph(page: Page, name: str) -> None:
    """What is on the screen of the desk, in both themes, without a violation."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        check_accessible(page)
        page.screenshot(path=str(SCREENS / f"{name}-1280-{scheme}.png"), animations="disabled")
    page.emulate_media(color_scheme="light")


def test_desk_drags_a_visit_to_another_therapist_and_takes_it_back(desk: Page, clinic: Clinic) -> None:
    photograph(desk, "desk-calendar")
    drag(desk, clinic.ailsa, to="Isla Munro", half_hours=8)
    dialog = desk.get_by_role("dialog", name="Move the visit of Ailsa Rennie?")
    expect(dialog.get_by_text("To Monday 30 November, 14:00, Isla Munro")).to_be_visible()
    expect(dialog.get_by_role("group", name="Tell the client?")).to_be_visible()
    photograph(desk, "desk-calendar-asks")
    dialog.get_by_label("No, they know already").check()
    dialog.get_by_role("button", name="Move it").click()
    expect(dialog).to_be_hidden()
    expect(desk.locator("#desk-last")).to_contain_text("Ailsa Rennie moved from Monday 30 November, 10:00")
    expect(visit(desk, clinic.ailsa)).to_be_focused()
    expect(desk.locator("#desk-said")).to_have_text("Moved. You can take it back.")
    assert where(clinic.ailsa) == ("Isla Munro", "14:00")
    assert not ChangeRequest.objects.get().is_told

    desk.get_by_role("button", name="Take it back").click()
    expect(desk.locator("#desk-said")).to_have_text("Taken back.")
    expect(desk.locator("#desk-last")).not_to_contain_text("Ailsa")
    assert where(clinic.ailsa) == ("Callum Drever", "10:00")
    assert desk.evaluate("window.refusedByPolicy") == []


def test_desk_moves_a_visit_by_keyboard_alone(desk: Page, clinic: Clinic) -> None:
    visit(desk, clinic.ailsa).focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#desk-said")).to_contain_text("Monday 30 November, 10:00, Isla Munro")
    for _step in range(16):
        desk.keyboard.press("ArrowDown")
    expect(desk.locator("#desk-said")).to_contain_text("14:00, Isla Munro. Enter confirms, Escape puts it back.")
    expect(visit(desk, clinic.ailsa)).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#desk-said")).to_have_text("Ailsa Rennie is back where the visit was.")
    expect(visit(desk, clinic.ailsa)).to_contain_text("10:00")
    expect(visit(desk, clinic.ailsa)).to_be_focused()  # drawn anew, it has the keys again a frame later

    for _step in range(12):
        desk.keyboard.press("ArrowDown")
    expect(visit(desk, clinic.ailsa)).to_contain_text("13:00")
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog", name="Move the visit of Ailsa Rennie?")
    expect(dialog.get_by_text("To Monday 30 November, 13:00, Callum Drever")).to_be_visible()
    expect(dialog.get_by_label("Yes, send them the change")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(visit(desk, clinic.ailsa)).to_be_focused()
    assert where(clinic.ailsa) == ("Callum Drever", "13:00")
    assert ChangeRequest.objects.get().is_told

    expect(desk.locator("#desk-said")).to_have_text("Moved. You can take it back.")
    desk.keyboard.press("Control+z")
    expect(desk.locator("#desk-said")).to_have_text("Taken back.")
    assert where(clinic.ailsa) == ("Callum Drever", "10:00")
    expect(visit(desk, clinic.ailsa)).to_be_focused()

    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Move the visit of Ailsa Rennie")).to_be_visible()
    assert where(clinic.ailsa) == ("Callum Drever", "10:00")


def test_clash_goes_back_with_everything_in_the_way_and_is_overridden_with_a_reason(desk: Page, clinic: Clinic) -> None:
    drag(desk, clinic.ailsa, to="Isla Munro", half_hours=10)
    dialog = desk.get_by_role("dialog", name="Move the visit of Ailsa Rennie?")
    dialog.get_by_role("button", name="Move it").click()
    refusal = dialog.get_by_role("alert")
    expect(refusal).to_contain_text("Isla Munro does not work then in Leith.")
    expect(visit(desk, clinic.ailsa)).to_contain_text("10:00")
    dialog.get_by_role("button", name="Leave it where it was").click()
    expect(visit(desk, clinic.ailsa)).to_be_focused()

    drag(desk, clinic.ailsa, to="Isla Munro", half_hours=2)
    dialog.get_by_role("button", name="Move it").click()
    expect(refusal).to_contain_text("Nothing was moved.")
    expect(refusal).to_contain_text("Isla Munro has another visit then")
    expect(dialog.get_by_role("group", name="What is free near it").get_by_role("radio")).to_have_count(3)
    photograph(desk, "desk-calendar-clash")
    assert where(clinic.ailsa) == ("Callum Drever", "10:00")
    dialog.get_by_label("Book it all the same, because").fill("they are sisters")
    dialog.get_by_role("button", name="Book it all the same").click()
    expect(dialog).to_be_hidden()
    expect(visit(desk, clinic.ailsa)).to_contain_text("double-booked on purpose: they are sisters")
    assert where(clinic.ailsa) == ("Isla Munro", "11:00")
    assert Override.objects.get().reason == "they are sisters"


def test_time_that_is_free_near_a_clash_is_taken_with_one_choice(desk: Page, clinic: Clinic) -> None:
    drag(desk, clinic.ailsa, to="Isla Munro", half_hours=2)
    dialog = desk.get_by_role("dialog", name="Move the visit of Ailsa Rennie?")
    dialog.get_by_role("button", name="Move it").click()
    dialog.get_by_role("group", name="What is free near it").get_by_role("radio").first.check()
    dialog.get_by_role("button", name="Take the time chosen").click()
    expect(dialog).to_be_hidden()
    assert where(clinic.ailsa) != ("Callum Drever", "10:00")
    assert not Override.objects.exists()


def test_desk_finds_a_client_while_typing(desk: Page, clinic: Clinic) -> None:
    desk.get_by_label("Find a client or a visit").press_sequentially("tull", delay=20)
    found = desk.get_by_role("link", name="Monday 30 November 2026, 11:00")
    expect(found).to_be_visible()
    photograph(desk, "desk-calendar-search")
    found.click()
    expect(visit(desk, clinic.bram)).to_be_focused()


def test_rooms_and_weeks_are_columns_too(desk: Page, clinic: Clinic) -> None:
    desk.get_by_role("link", name="Rooms").click()
    expect(desk.locator(".ec-col-head", has_text="Harbour")).to_contain_text("Leith")
    drag(desk, clinic.ailsa, to="Shore", half_hours=0)
    dialog = desk.get_by_role("dialog", name="Move the visit of Ailsa Rennie?")
    dialog.get_by_role("button", name="Move it").click()
    expect(dialog).to_be_hidden()
    assert Session.objects.get(pk=clinic.ailsa.pk).room.name == "Shore"
    photograph(desk, "desk-calendar-rooms")
    desk.get_by_role("link", name="Therapists").click()
    desk.get_by_role("link", name="Week", exact=True).click()
    expect(visit(desk, clinic.ailsa)).to_be_visible()
    photograph(desk, "desk-calendar-week")
    visit(desk, clinic.ailsa).focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#desk-said")).to_contain_text("Tuesday 1 December, 10:00, Callum Drever")
    desk.keyboard.press("Escape")
    assert desk.evaluate("window.refusedByPolicy") == []


def test_without_javascript_the_form_moves_refuses_and_overrides(
    browser: Browser, contexts: list[BrowserContext], clinic: Clinic
) -> None:
    page = page_of(browser, contexts, clinic, clinic.world.morag, PHONE, scripted=False)
    page.goto(f"{clinic.address}{MONDAY}")
    page.get_by_role("link", name="Move Ailsa Rennie").click()
    page.get_by_label("Therapist").select_option("Isla Munro")
    page.get_by_role("button", name="Show free times").click()
    page.get_by_label("13:00, Leith").check()
    page.get_by_label("No, they know already").check()
    page.get_by_role("button", name="Move the visit").click()
    expect(page.get_by_text("Ailsa Rennie moved from Monday 30 November, 10:00")).to_be_visible()
    assert where(clinic.ailsa) == ("Isla Munro", "13:00")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Ailsa Rennie moved")).to_have_count(0)
    assert where(clinic.ailsa) == ("Callum Drever", "10:00")

    page.get_by_role("link", name="Move Ailsa Rennie").click()
    page.get_by_label("Therapist").select_option("Isla Munro")
    page.get_by_role("button", name="Show free times").click()
    page.get_by_label("Or at").fill("11:15")
    page.get_by_role("button", name="Move the visit").click()
    expect(page.get_by_role("alert")).to_contain_text("Isla Munro has another visit then")
    page.get_by_label("Or at").fill("11:15")
    page.get_by_label("Book it all the same, because").fill("they are sisters")
    page.get_by_role("button", name="Move the visit").click()
    expect(page.get_by_text("double-booked on purpose: they are sisters")).to_be_visible()
    assert where(clinic.ailsa) == ("Isla Munro", "11:15")


def test_on_the_phone_the_calendar_is_a_list(browser: Browser, contexts: list[BrowserContext], clinic: Clinic) -> None:
    page = page_of(browser, contexts, clinic, clinic.world.morag, PHONE)
    page.goto(f"{clinic.address}{MONDAY}")
    expect(page.get_by_role("heading", name="Isla Munro")).to_be_visible()
    expect(page.locator("#desk-board")).to_be_hidden()
    look(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=str(SCREENS / f"desk-calendar-390-{scheme}.png"), full_page=True, animations="disabled")
    page.emulate_media(color_scheme="light")
    page.get_by_role("link", name="Move Ailsa Rennie").click()
    look(page, "desk-calendar-move")


def test_therapist_sees_their_own_day_and_opens_a_visit(
    browser: Browser, contexts: list[BrowserContext], clinic: Clinic
) -> None:
    page = page_of(browser, contexts, clinic, clinic.world.callum_user, DESK)
    page.goto(f"{clinic.address}{MONDAY}")
    expect(visit(page, clinic.ailsa)).to_be_visible()
    expect(visit(page, clinic.bram)).to_have_count(0)
    check_accessible(page)
    visit(page, clinic.ailsa).press("Enter")
    expect(page.get_by_role("heading", name="Move this visit")).to_be_visible()
