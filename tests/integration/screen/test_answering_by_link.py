"""The clinician's page: no account, one page, nothing typed is lost, and a link that is over says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Visitor

from ischia.clinic.audit.api import events_on
from ischia.clinic.people.api import Helper, SecureLink, User, let_act
from ischia.clinic.screen.api import Clearance, ClearanceRequest
from ischia.clinic.screen.clearing.requests import withdraw_request
from tests.support.clearing import ANSWER, TOLD, asked, holding, sent_token, to_be_cleared
from tests.support.clinic import NOW, World, make_therapist
from tests.support.treating import screened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> Any:
    time_machine.move_to(NOW, tick=False)
    return time_machine


def enter(client: Visitor, user: User) -> Visitor:
    client.force_login(user)
    return client


@pytest.fixture
def link(world: World) -> str:
    """The address that Dr Laird got."""
    holding(world)
    asked(world)
    return f"/screen/answer/{sent_token()}/"


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def test_the_page_says_what_was_found_what_is_planned_and_what_is_asked(client: Visitor, link: str) -> None:
    shown = text(client.get(link))

    assert "Is massage suitable for Ailsa Rennie?" in shown
    assert "Severe renal failure or dialysis access. Please say whether massage is acceptable." in shown
    assert "Myofascial release" in shown
    assert "sessions of 45 minutes" in shown
    assert "Leave out the limb with the fistula." in shown
    assert "No contraindication" in shown


def test_the_answer_is_written_with_its_limits_as_data(client: Visitor, link: str, world: World) -> None:
    response = client.post(link, ANSWER)

    assert response.status_code == 200
    assert "Your answer has reached us" in text(response)
    clearance = Clearance.objects.get()
    assert (clearance.answer, clearance.clinician_registration) == ("yes_with_limits", "GMC 7654321")
    assert clearance.answered_on == NOW.date()
    assert {name: value for name, value in clearance.limits.items() if value} == {
        "max_pressure": 2,
        "max_minutes": 30,
        "exclude_techniques": ["trigger_point"],
        "avoid_regions": ["lumbar"],
        "positions": ["prone", "side_lying"],
        "no_heat": True,
        "precautions": ["Stop if she feels faint."],
    }


def test_limits_count_only_with_the_answer_that_asks_for_them(client: Visitor, link: str) -> None:
    client.post(link, {**ANSWER, "answer": "yes"})

    assert not any(Clearance.objects.get().limits.values())


def test_a_used_link_opens_nothing_however_it_is_used(client: Visitor, link: str) -> None:
    client.post(link, ANSWER)

    for response in (client.get(link), client.post(link, ANSWER), client.get(f"{link}paper/")):
        assert response.status_code == 410
        assert "This link was used already." in text(response)
        assert "Ailsa" not in text(response)
    assert Clearance.objects.count() == 1


def test_a_second_tab_that_was_open_finds_the_link_used(client: Visitor, link: str) -> None:
    first, second = Visitor(), Visitor()
    first.get(link)
    second.get(link)

    assert first.post(link, ANSWER).status_code == 200
    assert second.post(link, {**ANSWER, "answer": "no"}).status_code == 410
    assert Clearance.objects.get().answer == "yes_with_limits"


@pytest.mark.parametrize("change", [lambda page: page[:-2] + "A/", lambda page: "/screen/answer/x/"])
def test_a_tampered_link_leads_nowhere(client: Visitor, link: str, change: Any) -> None:
    response = client.post(change(link), ANSWER)

    assert response.status_code == 404
    assert Clearance.objects.count() == 0


def test_a_link_past_its_time_says_so(client: Visitor, link: str, monday_at_nine: Any) -> None:
    monday_at_nine.move_to(NOW + timedelta(days=14), tick=False)

    assert client.get(link).status_code == 410
    assert client.post(link, ANSWER).status_code == 410


def test_a_question_taken_back_cannot_be_answered(client: Visitor, link: str, world: World) -> None:
    withdraw_request(actor=world.as_callum, request=ClearanceRequest.objects.get(), now=NOW)

    response = client.post(link, ANSWER)

    assert response.status_code == 410
    assert "We have taken it back" in text(response)


def test_after_new_answers_to_the_safety_questions_the_page_says_so(client: Visitor, link: str, world: World) -> None:
    screened(world.episode, TOLD, now=NOW + timedelta(minutes=1))

    looked, sent = client.get(link), client.post(link, ANSWER)

    assert (looked.status_code, sent.status_code) == (409, 409)
    assert "answered anew" in text(sent)
    assert "Ailsa" not in text(sent)
    assert Clearance.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"answer": ""}, "Choose one of the three answers."),
        ({"clinician_registration": ""}, "This field is required."),
        ({"max_minutes": "a while"}, "Enter a whole number."),
        ({"max_minutes": "10"}, "greater than or equal to 15"),
        ({"max_pressure": "9"}, "Select a valid choice."),
        ({"exclude_techniques": ["surgery"]}, "Select a valid choice."),
        ({"precautions": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_bad_input_is_shown_beside_its_field_with_everything_that_was_typed(
    client: Visitor, link: str, change: dict[str, Any], complaint: str
) -> None:
    response = client.post(link, {**ANSWER, **change})
    shown = text(response)

    assert response.status_code == 422
    assert shown.count(complaint) >= 2, "in the summary and beside the field"
    assert "Please send me a letter after six weeks." in shown
    assert 'value="lumbar" checked' in shown
    assert Clearance.objects.count() == 0
    assert client.post(link, ANSWER).status_code == 200


@pytest.mark.parametrize(
    "limits",
    [
        {"exclude_techniques": ["deep_tissue", "trigger_point", "myofascial_release", "relaxation_massage"]},
        {"avoid_regions": "all"},
    ],
)
def test_limits_that_leave_nothing_are_not_taken_for_a_yes(client: Visitor, link: str, limits: dict[str, Any]) -> None:
    if limits.get("avoid_regions") == "all":
        form = client.get(link).context["form"]
        limits = {"avoid_regions": [option.value for option in form.limit_fields[3].options]}

    response = client.post(link, {**ANSWER, "exclude_techniques": [], **limits})

    assert response.status_code == 422
    assert "leaves no massage possible" in text(response)
    assert Clearance.objects.count() == 0


def test_modify_without_a_limit_asks_for_one(client: Visitor, link: str) -> None:
    who = {name: ANSWER[name] for name in ("clinician_name", "clinician_role", "clinician_registration")}

    response = client.post(link, {**who, "answer": "yes_with_limits"})

    assert response.status_code == 422
    assert "Say at least one limit" in text(response)


def test_the_paper_is_one_sheet(client: Visitor, link: str) -> None:
    response = client.get(f"{link}paper/")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.count(b"/Type /Page\n") <= 1
    assert "Rennie" not in response["Content-Disposition"]


def test_who_looked_by_the_link_is_in_the_audit_trail(client: Visitor, link: str) -> None:
    client.get(link)

    event = events_on(ClearanceRequest.objects.get()).get(action="audit.read")

    assert (event.actor_kind, event.actor_label) == ("link", "clearing clinician")


def test_the_page_takes_few_queries(client: Visitor, link: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        client.get(link)
    with django_assert_max_num_queries(12):
        client.post(link, {**ANSWER, "answer": ""})


FORM = {"clinician_name": "Dr Shona Laird", "clinician_email": "shona.laird@practice.example", "agreed": "on"}


@pytest.mark.parametrize("who", ["ailsa", "callum", "morag", "fiona"])
def test_the_client_and_the_care_team_may_ask(client: Visitor, world: World, who: str) -> None:
    holding(world)
    users = {"ailsa": world.ailsa_user, "callum": world.callum_user, "morag": world.morag, "fiona": world.fiona}
    enter(client, users[who])

    shown = text(client.get(f"/screen/ask-clinician/{world.episode.pk}/"))
    response = client.post(f"/screen/ask-clinician/{world.episode.pk}/", FORM)

    assert response.status_code == 302
    asked = ClearanceRequest.objects.get()
    assert asked.clinician_name == "Dr Shona Laird"
    assert ("renal failure" in shown) is (who != "morag"), "the desk sees nothing about health"
    sends = who in {"callum", "fiona"}
    assert asked.clinician_email == (FORM["clinician_email"] if sends else ""), "only who treats them sends a link"
    assert SecureLink.objects.exists() is sends


def test_a_helper_sends_the_sheet_to_nobody(client: Visitor, world: World) -> None:
    holding(world)
    helper = Helper(email=world.noor.email, shares_health=False)
    let_act(actor=world.as_ailsa, client=world.ailsa, helper=helper, now=NOW)
    enter(client, world.noor)

    client.post(f"/screen/ask-clinician/{world.episode.pk}/", {**FORM, "clinician_email": "noor.too@post.example"})

    assert not SecureLink.objects.exists()


@pytest.mark.parametrize("whose", ["callum_user", "ailsa_user", "noor", "fiona"])
def test_a_clinician_is_nobody_who_signs_in_here(client: Visitor, world: World, whose: str) -> None:
    holding(world)
    enter(client, world.callum_user)
    address = getattr(world, whose).email.upper()

    response = client.post(f"/screen/ask-clinician/{world.episode.pk}/", {**FORM, "clinician_email": address})

    assert response.status_code == 422
    assert "belongs to somebody who signs in here" in text(response)
    assert not ClearanceRequest.objects.exists()


@pytest.mark.parametrize("who", ["bram", "una", "a colleague"])
def test_for_everybody_else_there_is_nothing_to_ask_about(client: Visitor, world: World, who: str) -> None:
    holding(world)
    colleague = make_therapist(world.clinic, name="Isla Muir").user
    enter(client, {"bram": world.bram_user, "una": world.una, "a colleague": colleague}[who])

    for page in ("", "withdraw/", "paper/"):
        assert client.post(f"/screen/ask-clinician/{world.episode.pk}/{page}", FORM).status_code in {404, 405}
        assert client.get(f"/screen/ask-clinician/{world.episode.pk}/{page}").status_code in {404, 405}
    assert ClearanceRequest.objects.count() == 0


def test_asking_needs_the_clients_agreement_and_keeps_what_was_typed(client: Visitor, world: World) -> None:
    holding(world)
    enter(client, world.callum_user)

    response = client.post(f"/screen/ask-clinician/{world.episode.pk}/", {**FORM, "agreed": ""})

    assert response.status_code == 422
    assert "only ask with the client" in text(response)
    assert FORM["clinician_email"] in text(response)


def test_asking_twice_asks_once(client: Visitor, world: World) -> None:
    holding(world)
    enter(client, world.ailsa_user)
    client.post(f"/screen/ask-clinician/{world.episode.pk}/", FORM)

    response = client.post(f"/screen/ask-clinician/{world.episode.pk}/", FORM)

    assert response.status_code == 409
    assert "A clinician has been asked already." in text(response)
    assert ClearanceRequest.objects.count() == 1


def test_the_question_can_be_taken_back_and_put_again(client: Visitor, world: World) -> None:
    holding(world)
    enter(client, world.ailsa_user)
    page = f"/screen/ask-clinician/{world.episode.pk}/"
    client.post(page, FORM)

    client.post(f"{page}withdraw/")

    assert "was taken back" in text(client.get(page))
    assert client.post(page, FORM).status_code == 302


def test_the_clearances_page_says_who_was_asked_how_long_ago_and_what_comes_next(
    client: Visitor, world: World, monday_at_nine: Any, django_assert_max_num_queries: Any
) -> None:
    holding(world)
    asked(world)
    monday_at_nine.move_to(NOW + timedelta(days=2), tick=False)
    enter(client, world.morag)

    with django_assert_max_num_queries(12):
        shown = text(client.get("/waiting/"))

    assert "Dr Shona Laird was asked" in shown
    assert "2 days ago" in shown
    assert "Wait. A reminder goes out on 26 November." in shown


def test_the_ask_page_takes_few_queries(client: Visitor, world: World, django_assert_max_num_queries: Any) -> None:
    holding(world)
    asked(world)
    enter(client, world.callum_user)

    with django_assert_max_num_queries(12):
        client.get(f"/screen/ask-clinician/{world.episode.pk}/")
    with django_assert_max_num_queries(12):
        client.get(f"/screen/clearance/{world.episode.pk}/")


def test_the_owner_sets_how_long_links_work(client: Visitor, world: World) -> None:
    enter(client, world.fiona)

    assert client.post("/screen/clearance-rules/", {"link_days": "7", "reminder_days": "9"}).status_code == 422
    assert client.post("/screen/clearance-rules/", {"link_days": "7", "reminder_days": "2"}).status_code == 302

    to_be_cleared(world)
    assert asked(world).expires_at == NOW + timedelta(days=7)
