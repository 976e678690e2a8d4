"""A link opens one thing, once, for a while, for whoever holds it; and tells nobody anything else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ischia.clinic.audit.api import ActorKind, events_on
from ischia.clinic.people.api import (
    SecureLink,
    bearer,
    by_link,
    issue_link,
    open_link,
    use_link,
    withdraw_links,
)
from ischia.clinic.people.links import hash_of
from ischia.config.logs import without_personal_data
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW

pytestmark = pytest.mark.django_db

SUBJECT = uuid4()
WEEK = timedelta(days=7)


def a_link() -> str:
    return issue_link(actor=BUILDER, purpose="test", subject_id=SUBJECT, expires_at=NOW + WEEK, now=NOW)


def why_refused(token: str, *, purpose: str = "test", after: timedelta = timedelta()) -> str:
    with pytest.raises(Refused) as refusal:
        open_link(token, purpose, NOW + after)
    return refusal.value.code


def test_a_link_opens_what_it_was_issued_for() -> None:
    assert open_link(a_link(), "test", NOW).subject_id == SUBJECT


def test_only_a_hash_of_the_token_is_kept() -> None:
    token = a_link()

    kept = str(SecureLink.objects.values().get())
    trail = str([event.detail for event in events_on(SecureLink.objects.get())])

    assert len(token) >= 43
    assert token not in kept
    assert token not in trail


def test_the_token_is_cut_out_of_every_line_of_the_log() -> None:
    token = a_link()

    assert without_personal_data(f"Not Found: /screen/answer/{token}/paper/") == (
        "Not Found: /screen/answer/[secret]/paper/"
    )


@pytest.mark.parametrize("change", ["another", "longer", "shorter", "empty", "other case"])
def test_a_token_with_anything_changed_leads_nowhere(change: str) -> None:
    token = a_link()
    tampered = {
        "another": "A" * len(token),
        "longer": token + "A",
        "shorter": token[:-1],
        "empty": "",
        "other case": token.swapcase(),
    }[change]

    assert why_refused(tampered) == "link_unknown"


def test_a_link_for_one_purpose_opens_nothing_else() -> None:
    assert why_refused(a_link(), purpose="another") == "link_unknown"


def test_a_link_runs_out_at_its_time_and_not_before() -> None:
    token = a_link()

    assert open_link(token, "test", NOW + WEEK - timedelta(seconds=1))
    assert why_refused(token, after=WEEK) == "link_expired"


def test_looking_uses_nothing_up_but_the_act_does_once() -> None:
    token = a_link()
    open_link(token, "test", NOW)
    open_link(token, "test", NOW)

    with transaction.atomic():
        assert use_link(token, "test", NOW).used_at == NOW

    assert why_refused(token) == "link_used"
    with pytest.raises(Refused) as refusal, transaction.atomic():
        use_link(token, "test", NOW)
    assert refusal.value.code == "link_used"


def test_an_act_that_fails_leaves_the_link_as_it_was() -> None:
    token = a_link()

    with transaction.atomic():
        use_link(token, "test", NOW)
        transaction.set_rollback(True)

    assert open_link(token, "test", NOW).used_at is None


def test_a_withdrawn_link_says_so_and_its_used_neighbour_stays_used() -> None:
    used, open_one = a_link(), a_link()
    with transaction.atomic():
        use_link(used, "test", NOW)

    assert withdraw_links(actor=BUILDER, purpose="test", subject_id=SUBJECT, now=NOW) == 1
    assert why_refused(open_one) == "link_withdrawn"
    assert why_refused(used) == "link_used"


def test_the_database_keeps_a_used_link_used() -> None:
    with transaction.atomic():
        use_link(a_link(), "test", NOW)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_securelink SET used_at = NULL")


def test_who_issued_and_withdrew_it_is_in_the_audit_trail() -> None:
    a_link()
    withdraw_links(actor=BUILDER, purpose="test", subject_id=SUBJECT, now=NOW)

    events = events_on(SecureLink.objects.get())

    assert [event.action for event in events] == ["people.link_issued", "people.link_withdrawn"]


def test_the_bearer_is_known_by_the_link_not_by_its_secret() -> None:
    token = a_link()
    link = open_link(token, "test", NOW)

    actor = bearer(link, "clearing clinician")

    assert (actor.kind, actor.id) == (ActorKind.LINK, str(link.pk))
    assert token not in str(actor)


@by_link("test")
def a_page(request: HttpRequest, link: SecureLink, *, token: str) -> HttpResponse:
    return HttpResponse(f"opened {link.subject_id}")


@pytest.fixture
def at_nine(time_machine: Any) -> Any:
    time_machine.move_to(NOW, tick=False)
    return time_machine


def visited(token: str) -> HttpResponse:
    request = RequestFactory().get("/any/")
    request.user = AnonymousUser()
    response = a_page(request, token=token)
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.parametrize("is_real", [True, False])
def test_a_page_by_link_is_not_kept_not_found_and_not_named_elsewhere(at_nine: Any, is_real: bool) -> None:  # noqa: FBT001 - a case
    headers = visited(a_link() if is_real else "nothing").headers

    assert headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]


def test_a_link_that_opens_nothing_any_more_says_why(at_nine: Any) -> None:
    token = a_link()
    withdrawn = a_link()
    assert visited(token).content.decode() == f"opened {SUBJECT}"
    SecureLink.objects.filter(token_hash=hash_of(withdrawn)).update(withdrawn_at=NOW)

    at_nine.move_to(NOW + WEEK)

    for each, status, words in (
        (token, 410, "This link has run out."),
        (withdrawn, 410, "This link no longer works."),
        ("nothing", 404, "This link does not lead anywhere."),
    ):
        response = visited(each)
        assert (response.status_code, words in response.content.decode()) == (status, True)


def test_who_tries_many_links_is_held_up_but_a_real_one_still_opens(at_nine: Any) -> None:
    token = a_link()

    statuses = [visited(f"guess-{number}").status_code for number in range(32)]

    assert statuses == [404] * 30 + [429] * 2
    assert visited(token).status_code == 200
