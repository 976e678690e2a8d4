"""A client and their care team write to each other: safety first, nobody else reads, nothing typed is lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Visitor

from ischia.clinic.audit.api import events_on
from ischia.clinic.conversation.api import Post, ReadMark, Written, send_post, unread_for
from ischia.clinic.conversation.erasing import erase_conversations
from ischia.clinic.conversation.services import mark_read
from ischia.clinic.conversation.signs import warning_signs
from ischia.clinic.messaging.api import Message
from ischia.clinic.people.api import Helper, User, close_episode, let_act
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW, World, make_episode, make_therapist
from tests.support.treating import in_care, screened

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HELLO = "May I swim on Thursday?"


@pytest.fixture(autouse=True)
def monday_at_nine(time_machine: Any) -> Any:
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def thread(world: World) -> str:
    """Ailsa's conversation; Callum treats her."""
    in_care(world)
    return f"/conversation/{world.episode.pk}/"


def enter(user: User) -> Visitor:
    visitor = Visitor()
    visitor.force_login(user)
    return visitor


def filled(text: str = HELLO, *signs: str) -> dict[str, Any]:
    return {"text": text, "request_key": str(uuid4()), "signs": list(signs or ("none",))}


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def from_ailsa(world: World, *ticked: str, after: timedelta = timedelta()) -> Post:
    return send_post(
        author=world.ailsa_user,
        episode=world.episode,
        from_client=True,
        written=Written(text=HELLO, request_key=uuid4(), ticked=ticked),
        knowledge=load_knowledge(),
        now=NOW + after,
    )


def from_callum(world: World, *, after: timedelta = timedelta()) -> Post:
    return send_post(
        author=world.callum_user,
        episode=world.episode,
        from_client=False,
        written=Written(text="Yes, gently.", request_key=uuid4()),
        knowledge=load_knowledge(),
        now=NOW + after,
    )


def kinds() -> list[str]:
    wanted = Message.objects.filter(kind__startswith="conversation")
    return sorted(wanted.values_list("kind", flat=True))


def test_what_the_client_writes_the_therapist_reads_and_answers(world: World, thread: str) -> None:
    ailsa, callum = enter(world.ailsa_user), enter(world.callum_user)

    assert ailsa.post(thread, filled()).status_code == 302
    assert HELLO in text(callum.get(thread))
    assert callum.post(thread, filled("Yes, gently.")).status_code == 302
    assert "Yes, gently." in text(ailsa.get(thread))


def test_the_page_says_that_it_is_not_for_emergencies_with_the_clinics_numbers(world: World, thread: str) -> None:
    shown = text(enter(world.ailsa_user).get(thread))

    assert "Not for emergencies" in shown
    assert all(f'href="tel:{number}"' in shown for number in ("999", "111", "116123"))


def test_without_answers_about_warning_signs_nothing_is_sent_and_nothing_is_lost(world: World, thread: str) -> None:
    response = enter(world.ailsa_user).post(thread, {**filled(), "signs": []})

    assert response.status_code == 422
    assert HELLO in text(response)
    assert text(response).count("Tick what applies, or") == 2
    assert Post.objects.count() == 0


def test_none_of_these_beside_a_sign_is_asked_again_with_both_still_ticked(world: World, thread: str) -> None:
    response = enter(world.ailsa_user).post(thread, filled(HELLO, "none", "leg_swelling"))

    assert response.status_code == 422
    assert 'value="leg_swelling" checked' in text(response)
    assert Post.objects.count() == 0


def test_an_alarming_answer_leads_to_what_to_do_now_and_calls_the_care_team(world: World, thread: str) -> None:
    ailsa = enter(world.ailsa_user)

    response = ailsa.post(thread, filled("It tingles down there.", "saddle_numbness", "bladder_change"), follow=True)

    shown = text(response)
    assert "Get emergency help now." in shown
    assert "Call 999 now" in shown
    assert "/book/" not in shown
    assert Post.objects.get().outcome == "emergency"
    alarms = Message.objects.filter(kind="conversation_alarm")
    assert {message.address for message in alarms} == {world.callum_user.email, world.fiona.email}
    assert kinds() == ["conversation_alarm"] * 2


def test_words_alone_raise_no_alarm_for_answers_are_judged_and_not_text(world: World, thread: str) -> None:
    response = enter(world.ailsa_user).post(thread, filled("My saddle is numb, he he: I fell off a horse."))

    assert response.headers["Location"] == thread
    assert Post.objects.get().outcome == ""
    assert kinds() == ["conversation_team"]


@pytest.mark.parametrize("sign", [sign.id for sign in warning_signs(load_knowledge())])
def test_every_ticked_sign_reaches_the_care_team_at_once(world: World, thread: str, sign: str) -> None:
    post = from_ailsa(world, sign)

    assert post.ticked == [sign]
    assert post.outcome
    assert set(kinds()) == {"conversation_alarm"}


def test_the_therapist_sees_what_was_ticked(world: World, thread: str) -> None:
    from_ailsa(world, "leg_swelling")

    shown = text(enter(world.callum_user).get(thread))

    assert "Ticked before sending" in shown


def test_a_message_sent_twice_is_there_once(world: World, thread: str) -> None:
    ailsa, once = enter(world.ailsa_user), filled()

    assert [ailsa.post(thread, once).status_code for _ in range(2)] == [302, 302]
    assert Post.objects.count() == 1
    assert kinds() == ["conversation_team"]


def test_the_other_side_is_told_once_for_several_messages_and_nothing_of_what_they_say(
    world: World, thread: str
) -> None:
    from_ailsa(world)
    from_ailsa(world, after=MINUTE)
    from_callum(world, after=2 * MINUTE)
    from_ailsa(world, after=30 * MINUTE)

    assert kinds() == ["conversation", "conversation_team", "conversation_team"]
    assert HELLO not in str(list(Message.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("who", ["bram", "morag", "una", "a colleague"])
def test_for_everybody_else_the_conversation_does_not_exist(world: World, thread: str, who: str) -> None:
    post = from_ailsa(world, "leg_swelling")
    colleague = make_therapist(world.clinic, name="Isla Muir").user
    visitor = enter({"bram": world.bram_user, "morag": world.morag, "una": world.una, "a colleague": colleague}[who])

    assert visitor.get(thread).status_code == 404
    assert visitor.post(thread, filled()).status_code == 404
    assert visitor.get(f"{thread}now/{post.pk}/").status_code == 404
    assert Post.objects.count() == 1


def test_unread_is_counted_for_each_side_until_it_looks(
    world: World, thread: str, django_assert_num_queries: Any, monday_at_nine: Any
) -> None:
    from_ailsa(world)
    from_ailsa(world, after=MINUTE)
    from_callum(world, after=2 * MINUTE)

    with django_assert_num_queries(1):
        assert unread_for(world.callum_user, world.clinic) == {world.episode.pk: 2}
    assert unread_for(world.ailsa_user, world.clinic) == {world.episode.pk: 1}
    assert unread_for(world.fiona, world.clinic) == {world.episode.pk: 2}

    monday_at_nine.move_to(NOW + 3 * MINUTE, tick=False)
    enter(world.callum_user).get(thread)

    assert unread_for(world.callum_user, world.clinic) == {}
    assert unread_for(world.ailsa_user, world.clinic) == {world.episode.pk: 1}
    from_ailsa(world, after=4 * MINUTE)
    assert unread_for(world.callum_user, world.clinic) == {world.episode.pk: 1}


@pytest.mark.parametrize("who", ["bram", "morag", "una", "noor"])
def test_nobody_else_has_anything_unread(world: World, thread: str, who: str) -> None:
    from_ailsa(world)
    users = {"bram": world.bram_user, "morag": world.morag, "una": world.una, "noor": world.noor}

    assert unread_for(users[who], world.clinic) == {}


def test_what_was_typed_survives_being_signed_out(world: World, thread: str) -> None:
    visitor = Visitor()

    response = visitor.post(thread, filled("A long message about my leg."))

    assert response.status_code == 302
    assert "/account/" in response.headers["Location"]
    assert "long message" not in response.headers["Location"]
    assert Post.objects.count() == 0
    visitor.force_login(world.ailsa_user)
    assert "A long message about my leg." in text(visitor.get(thread))
    assert "A long message about my leg." not in text(visitor.get(thread))


def test_what_was_typed_for_one_conversation_is_not_shown_in_another(world: World, thread: str) -> None:
    visitor, other = Visitor(), make_episode(world.bram)
    visitor.post(thread, filled("A long message about my leg."))
    visitor.force_login(world.bram_user)

    assert "A long message" not in text(visitor.get(f"/conversation/{other.pk}/"))


@pytest.mark.parametrize(
    ("typed", "complaint"), [("", "Write something first."), ("x" * 2001, "at most 2000 characters")]
)
def test_a_message_has_a_length(world: World, thread: str, typed: str, complaint: str) -> None:
    response = enter(world.ailsa_user).post(thread, filled(typed))

    assert response.status_code == 422
    assert complaint in text(response)
    assert typed[:50] in text(response)


def test_a_forged_sign_is_no_answer(world: World, thread: str) -> None:
    assert enter(world.ailsa_user).post(thread, filled(HELLO, "being_fine")).status_code == 422


def test_after_the_course_nothing_can_be_added(world: World, thread: str) -> None:
    from_ailsa(world)
    close_episode(actor=BUILDER, episode=world.episode, reason="ended", now=NOW + MINUTE)

    assert "This course is over" in text(enter(world.ailsa_user).get(thread))
    with pytest.raises(Refused, match="over"):
        from_ailsa(world, after=2 * MINUTE)


def test_what_is_sent_stays_as_it_was_sent(world: World, thread: str) -> None:
    from_ailsa(world)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE conversation_post SET text = 'no'")


def test_what_was_written_goes_when_the_client_is_erased(world: World, thread: str) -> None:
    from_ailsa(world)
    enter(world.callum_user).get(thread)
    other = make_episode(world.bram)
    mark_read(user=world.bram_user, episode=other, until=NOW)

    erase_conversations(world.ailsa)

    assert Post.objects.count() == 0
    assert [mark.episode for mark in ReadMark.objects.all()] == [other]


def test_who_acts_for_the_client_with_health_writes_and_has_unread_of_their_own(world: World, thread: str) -> None:
    let_act(
        actor=world.as_ailsa, client=world.ailsa, helper=Helper(email=world.noor.email, shares_health=True), now=NOW
    )
    from_callum(world)

    assert unread_for(world.noor, world.clinic) == {world.episode.pk: 1}
    assert enter(world.noor).post(thread, filled()).status_code == 302
    assert Post.objects.get(author=world.noor).from_client


def test_who_acts_for_the_client_without_health_finds_nothing(world: World, thread: str) -> None:
    helper = Helper(email=world.noor.email, shares_health=False)
    let_act(actor=world.as_ailsa, client=world.ailsa, helper=helper, now=NOW)
    from_callum(world)

    assert unread_for(world.noor, world.clinic) == {}
    assert enter(world.noor).get(thread).status_code == 404


def test_reading_leaves_a_trace(world: World, thread: str) -> None:
    enter(world.callum_user).get(thread)

    parts = [event.detail.get("part") for event in events_on(world.episode) if event.action == "audit.read"]
    assert parts == ["conversation"]


def test_the_care_team_has_a_list_and_a_client_is_led_to_their_own(world: World, thread: str) -> None:
    from_ailsa(world)

    shown = text(enter(world.callum_user).get("/conversation/"))

    assert "Ailsa Rennie" in shown
    assert "1 new" in shown
    assert enter(world.ailsa_user).get("/conversation/").headers["Location"] == thread
    assert enter(world.morag).get("/conversation/").status_code == 404
    colleague = enter(make_therapist(world.clinic, name="Isla Muir").user)
    assert "No messages yet" in text(colleague.get("/conversation/"))


def test_the_pages_take_few_queries_however_long_the_conversation(
    world: World, thread: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        from_ailsa(world, after=number * MINUTE)

    for visitor, address in (
        (enter(world.ailsa_user), thread),
        (enter(world.callum_user), thread),
        (enter(world.callum_user), "/conversation/"),
    ):
        with django_assert_max_num_queries(12):
            assert visitor.get(address).status_code == 200


def test_a_client_who_was_screened_and_never_booked_reaches_the_owner(world: World) -> None:
    screened(world.episode, {"pain_below_knee": True})

    from_ailsa(world)

    assert [message.address for message in Message.objects.filter(kind="conversation_team")] == [world.fiona.email]
