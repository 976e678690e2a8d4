"""What do the owner, the staff and a person on the demo see of messages?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client as Visitor
from django.urls import reverse
from django.utils import timezone

from ischia.clinic.messaging.api import KINDS, Channel, State
from ischia.clinic.messaging.by_text import FileCarrier
from ischia.clinic.messaging.delivering import deliver_next
from ischia.clinic.messaging.jobs import _JOBS, Job, put_job_in_place
from ischia.clinic.messaging.models import ClinicWording, Delivery, MessagingRules, Waiting
from ischia.clinic.messaging.wording import composed
from ischia.clinic.people.api import User
from tests.support.clinic import NOW, World
from tests.support.messaging import write

pytestmark = pytest.mark.django_db

REMINDER = {"kind": "reminder", "language": "en-gb"}
MOST_QUERIES = 12


def visitor(user: User | None) -> Visitor:
    visitor = Visitor()
    if user is not None:
        visitor.force_login(user)
    return visitor


def words_of(kind: str, **changed: str) -> dict[str, str]:
    own = KINDS[kind]
    words = {"subject": str(own.subject), "text": str(own.text), "short": str(own.short)}
    return {**{name: value for name, value in words.items() if value}, **changed}


@pytest.mark.parametrize("name", ["settings", "wording", "status"])
def test_only_the_owner_comes_to_the_settings(world: World, name: str) -> None:
    address = reverse(f"messaging:{name}", kwargs=REMINDER if name == "wording" else {})
    assert visitor(world.fiona).get(address).status_code == 200
    for user in (world.morag, world.callum_user, world.ailsa_user, world.una):
        assert visitor(user).get(address).status_code in (403, 404)
    assert visitor(None).get(address).status_code == 302


def test_the_owner_sets_quiet_hours_and_reminders(world: World) -> None:
    owner = visitor(world.fiona)
    fields = {"quiet_from": "20:30", "quiet_until": "07:15", "email_reminder_hours": "48", "text_reminder_hours": ""}
    assert owner.post(reverse("messaging:settings"), fields).status_code == 302
    rules = MessagingRules.objects.get(clinic=world.clinic)
    assert (f"{rules.quiet_from:%H:%M}", f"{rules.quiet_until:%H:%M}") == ("20:30", "07:15")
    assert (rules.email_reminder_hours, rules.text_reminder_hours) == (48, None)


def test_an_hour_that_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(world: World) -> None:
    fields = {"quiet_from": "late", "quiet_until": "07:15", "email_reminder_hours": "0", "text_reminder_hours": "1"}
    page = visitor(world.fiona).post(reverse("messaging:settings"), fields)
    assert page.status_code == 422
    content = page.content.decode()
    assert "Enter a valid time." in content
    assert 'value="late"' in content
    assert "greater than or equal to 1" in content
    assert not MessagingRules.objects.exists()


def test_the_owners_words_are_used_and_can_be_taken_back(world: World) -> None:
    owner, address = visitor(world.fiona), reverse("messaging:wording", kwargs=REMINDER)
    fields = words_of("reminder", subject="See you {when}")
    assert owner.post(address, {**fields, "do": "save"}).status_code == 302
    (message,) = write(world, kind="reminder")
    assert composed(message, KINDS["reminder"]).subject == "See you Monday 30 November 2026, 10:00"
    assert "your words" in owner.get(reverse("messaging:settings")).content.decode()

    assert owner.post(address, {"do": "reset"}).status_code == 302
    assert not ClinicWording.objects.exists()
    assert composed(message, KINDS["reminder"]).subject.startswith("Your visit at Forth")


@pytest.mark.parametrize(
    ("subject", "complaint"),
    [
        ("See you {wehn}", "We have nothing to put in place of {wehn}."),
        ("See you {when", "A curly bracket stands alone"),
        ("See you {when.__class__}", "A curly bracket stands alone"),
        ("See you {{ when }}", "A curly bracket stands alone"),
        ("", "This field is required."),
        ("{diagnosis}", "We have nothing to put in place of {diagnosis}."),
    ],
)
def test_what_we_know_nothing_for_is_said_beside_its_field(world: World, subject: str, complaint: str) -> None:
    address = reverse("messaging:wording", kwargs=REMINDER)
    page = visitor(world.fiona).post(address, {**words_of("reminder", subject=subject), "do": "save"})
    assert page.status_code == 422
    content = page.content.decode()
    assert complaint in content
    assert 'id="id_subject_error"' in content
    assert not ClinicWording.objects.exists()


@pytest.mark.parametrize("kind", ["reminder", "waitlist_offer"])
def test_the_preview_shows_unsaved_words_with_sample_facts(world: World, kind: str) -> None:
    address = reverse("messaging:wording", kwargs={**REMINDER, "kind": kind})
    page = visitor(world.fiona).post(address, {**words_of(kind, subject="Dear {name}: {when}"), "do": "show"})
    content = page.content.decode()
    assert "Dear Ailsa Rennie: Monday 30 November 2026, 10:00" in content
    assert ("characters, 1 text message" in content) == (kind == "waitlist_offer")
    assert not ClinicWording.objects.exists()


def test_words_are_never_carried_out(world: World) -> None:
    address = reverse("messaging:wording", kwargs=REMINDER)
    text = "{% now 'Y' %} <script>alert(1)</script> {name}"
    page = visitor(world.fiona).post(address, {**words_of("reminder", text=text), "do": "show"})
    assert "A curly bracket stands alone" in page.content.decode()
    text = "<script>alert(1)</script> {name}"
    page = visitor(world.fiona).post(address, {**words_of("reminder", text=text), "do": "show"})
    assert "<script>alert(1)" not in page.content.decode()


def test_a_kind_or_a_language_that_is_not_there_is_not_found(world: World) -> None:
    for kind, language in (("advert", "en-gb"), ("reminder", "tlh")):
        address = reverse("messaging:wording", kwargs={"kind": kind, "language": language})
        assert visitor(world.fiona).get(address).status_code == 404


def test_every_message_of_an_episode_is_on_the_page_of_the_staff(world: World, settings: Any, tmp_path: Path) -> None:
    settings.ISCHIA_VAR = tmp_path
    secret = "s" * 43
    link = f"https://clinic.example/book/waitlist/offer/{secret}/"
    facts = {**KINDS["waitlist_offer"].placeholders, "link": link}
    write(world, kind="waitlist_offer", facts=facts, key="offer")
    write(world, kind="reminder", key="reminder")
    world.ailsa.phone = "07700 900123"
    world.ailsa.save()
    Waiting.objects.filter(message__channel=Channel.EMAIL).update(due_at=NOW + timedelta(days=1))
    deliver_next(now=NOW, carriers={Channel.TEXT: FileCarrier()})

    address = reverse("messaging:of_episode", args=[world.episode.pk])
    for user in (world.morag, world.fiona):
        content = visitor(user).get(address).content.decode()
        assert "A time has come free" in content
        assert "waiting" in content
        assert secret not in content
        whole = visitor(user).get(reverse("messaging:of_client", args=[world.ailsa.pk])).content.decode()
        assert "A time has come free" in whole
    for outsider in (world.ailsa_user, world.una, world.callum_user):
        assert visitor(outsider).get(address).status_code in (403, 404)
        of_client = reverse("messaging:of_client", args=[world.ailsa.pk])
        assert visitor(outsider).get(of_client).status_code in (403, 404)


def test_the_desk_has_a_lost_message_sent_again(world: World) -> None:
    (message,) = write(world)
    Waiting.objects.all().delete()
    Delivery.objects.create(message=message, attempt=1, state=State.GIVEN_UP, at=NOW, reason="refused: 554")
    desk = visitor(world.morag)
    page = desk.get(reverse("messaging:of_episode", args=[world.episode.pk]))
    assert "Send it again" in page.content.decode()
    assert "refused: 554" in visitor(world.fiona).get(reverse("messaging:status")).content.decode()
    assert desk.post(reverse("messaging:again", args=[message.pk])).status_code == 302
    assert Waiting.objects.filter(message=message).exists()
    assert desk.post(reverse("messaging:again", args=[message.pk])).status_code == 409
    assert visitor(world.una).post(reverse("messaging:again", args=[message.pk])).status_code in (403, 404)


@pytest.fixture
def a_broken_job() -> Iterator[None]:
    before = dict(_JOBS)

    def broken(now: Any) -> int:
        raise ValueError("ailsa@ischia.example")

    put_job_in_place(Job(name="tests", label="A job of the tests", every=timedelta(minutes=5), run=broken))
    yield
    _JOBS.clear()
    _JOBS.update(before)


def test_the_owner_sees_late_messages_and_jobs_that_fail(world: World, a_broken_job: None) -> None:
    from ischia.clinic.messaging.working import work_once

    owner = visitor(world.fiona)
    work_once(carriers={}, clock=timezone.now)
    write(world, now=timezone.now() - timedelta(hours=1))
    content = owner.get(reverse("messaging:status")).content.decode()
    assert "1 message should have gone out" in content
    assert "failed 1 times in a row (ValueError)" in content
    assert "ailsa@ischia.example" not in content


@pytest.mark.parametrize("name", ["settings", "wording", "status", "of_episode"])
def test_pages_take_few_queries_however_many_messages_there_are(
    world: World, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        (message,) = write(world, key=str(number))
        Delivery.objects.create(message=message, attempt=1, state=State.GIVEN_UP, at=NOW, reason="refused: 554")
    Waiting.objects.all().delete()
    by_name: dict[str, dict[str, Any]] = {"wording": {**REMINDER}, "of_episode": {"episode_id": world.episode.pk}}
    arguments = by_name.get(name, {})
    owner = visitor(world.fiona)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert owner.get(reverse(f"messaging:{name}", kwargs=arguments)).status_code == 200


def test_the_demo_shows_what_would_have_been_sent_and_nothing_else_does(
    world: World, settings: Any, tmp_path: Path
) -> None:
    settings.ISCHIA_VAR, settings.ISCHIA_DEMO = tmp_path, True
    someone, address = visitor(None), reverse("messaging:demo")
    assert "Nothing yet" in someone.get(address).content.decode()
    backend = get_connection("ischia.config.mail.ConsoleAndFileBackend")
    code = EmailMessage("Sign-in code", "Your code: QPT-PRT", None, ["ailsa@ischia.example"])
    code.attach("visits.ics", "BEGIN:VCALENDAR", "text/calendar")
    backend.send_messages([code])
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("To: +447700900123\n\nSee you at ten.\n")
    content = someone.get(address).content.decode()
    for said in ("QPT-PRT", "ailsa@ischia.example", "visits.ics", "+447700900123", "See you at ten."):
        assert said in content
    assert address in someone.get("/").content.decode()
    settings.ISCHIA_DEMO = False
    assert someone.get(address).status_code == 404
    assert address not in someone.get("/").content.decode()
