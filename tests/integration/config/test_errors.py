"""What a service refuses becomes a page that says why; what is not there is a 404."""

import json

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory

from ischia.clinic.endpoints import health
from ischia.config.middleware import ErrorsMiddleware, status_of
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from tests.support.clinic import World


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Refused("slot_taken", "Somebody was faster."), 409),
        (Refused("not_allowed", "Only a therapist may."), 403),
        (Refused("no_actor", "Sign in first."), 403),
        (BadInput((InputFault(field="age", reason="is not a number"),)), 400),
    ],
)
def test_each_refusal_has_its_status(refused: Refused, status: int) -> None:
    assert status_of(refused) == status


def test_other_errors_are_left_to_django(rf: RequestFactory) -> None:
    middleware = ErrorsMiddleware(lambda request: HttpResponse())

    assert middleware.process_exception(rf.get("/"), ValueError("a fault of ours")) is None


@pytest.mark.django_db
def test_the_health_page_says_that_server_and_database_answer(client: Browser) -> None:
    response = client.get("/healthz")

    assert (response.status_code, json.loads(response.content)) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_the_health_page_says_so_when_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Gone())
    response = health.healthz(_get("/healthz"))

    assert response.status_code == 503


@pytest.mark.django_db
def test_the_health_page_is_for_reading_only(world: World, client: Browser) -> None:
    assert client.post("/healthz").status_code == 405


def _get(path: str) -> HttpRequest:
    return RequestFactory().get(path)
