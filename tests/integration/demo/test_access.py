"""Nobody reads another client's record: every address of the site that names one is tried by everybody it is not for.

The addresses are read from the URL configuration, so a page that is added later is tried too.
"""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Client, Role, User
from ischia.clinic.places.api import Clinic
from tests.support.clinic import make_clinic, make_member, make_therapist, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

CLIENTS = 3
NOT_FOUND, REDIRECT, ONLY_POST = 404, 302, 405
RECORD_NAMES = ("client_id", "episode_id", "course_id", "session_id", "record_id")


@pytest.fixture(autouse=True)
def the_demo_is_the_clinic(settings: Settings) -> None:
    settings.ISCHIA_CLINIC = "forth"


def ailsas_ids() -> dict[str, UUID]:
    """What an address may name of Ailsa's record."""
    ailsa = Client.objects.get(name="Ailsa Rennie")
    session = Session.objects.filter(client=ailsa).order_by("number")[0]
    return {
        "client_id": ailsa.pk,
        "episode_id": session.course.episode_id,
        "course_id": session.course_id,
        "session_id": session.pk,
        "record_id": session.record.pk,
    }


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every route of the site, as written."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


def addresses_of_a_record() -> list[str]:
    return [route for route in addresses() if any(f"<uuid:{name}>" in route for name in RECORD_NAMES)]


def filled(route: str) -> str:
    for name, value in ailsas_ids().items():
        route = route.replace(f"<uuid:{name}>", str(value))
    return route


def stranger(kind: str) -> User | None:
    """Somebody whom Ailsa's record does not concern."""
    if kind == "another client":
        return Client.objects.exclude(name="Ailsa Rennie").select_related("user")[0].user
    if kind == "a colleague who does not treat her":
        return make_therapist(Clinic.objects.get(slug="forth"), name="Isla Muir").user
    if kind == "an owner elsewhere":
        return make_member(make_clinic(slug="elsewhere", name="Elsewhere"), name="Una Gow", role=Role.OWNER)
    if kind == "somebody who belongs nowhere":
        return make_user("Noor Ellis")
    return None


def browser_of(user: User | None) -> Browser:
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    return browser


def test_the_site_has_such_addresses() -> None:
    assert len(addresses_of_a_record()) >= 8


@pytest.mark.parametrize(
    "kind",
    ["another client", "a colleague who does not treat her", "an owner elsewhere", "somebody who belongs nowhere"],
)
@pytest.mark.parametrize("route", addresses_of_a_record())
def test_to_strangers_the_record_does_not_exist(route: str, kind: str) -> None:
    browser = browser_of(stranger(kind))

    assert browser.get(filled(route)).status_code in {NOT_FOUND, ONLY_POST}
    assert browser.post(filled(route), {"sure": "on"}).status_code in {NOT_FOUND, ONLY_POST}


@pytest.mark.parametrize("route", addresses_of_a_record())
def test_without_signing_in_one_is_asked_to_or_finds_nothing(route: str) -> None:
    for response in (Browser().get(filled(route)), Browser().post(filled(route), {"sure": "on"})):
        assert response.status_code in {NOT_FOUND, ONLY_POST, REDIRECT}
        if response.status_code == REDIRECT:
            assert response.headers["Location"].startswith("/account/code/")


def test_the_front_desk_sees_no_health_record() -> None:
    desk = browser_of(User.objects.get(email="morag@forth.example"))
    ids = ailsas_ids()

    for address in (f"/treat/{ids['session_id']}/", f"/track/{ids['episode_id']}/", f"/decide/{ids['episode_id']}/"):
        assert desk.get(address).status_code == NOT_FOUND


def test_the_client_reads_her_own_progress_and_her_therapist_does_too() -> None:
    progress = f"/track/{ailsas_ids()['episode_id']}/"

    for email in ("ailsa@forth.example", "callum@forth.example"):
        assert browser_of(User.objects.get(email=email)).get(progress).status_code == 200
