"""Is what a client tells kept at every step, sent once, and never changed?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from ischia.clinic.audit.api import events_on
from ischia.clinic.intake.api import IntakeState, intake_state, intake_states
from ischia.clinic.intake.models import Intake, IntakeAnswers, IntakeDraft
from ischia.clinic.intake.services import save_step, send_intake
from ischia.clinic.intake.steps import STEPS, step_of
from ischia.clinic.people.api import Client, ConsentKind, close_episode, standing_consents
from ischia.pathway.shared.errors import BadInput, Refused
from tests.support.clinic import World, make_episode
from tests.support.intake import told, typed


def save(world: World, page: str, now: datetime, **changes: list[str]) -> IntakeDraft:
    step = step_of(page)
    assert step is not None
    return save_step(actor=world.as_ailsa, episode=world.episode, step=step, typed={**typed(page), **changes}, now=now)


def test_pages_saved_one_by_one_do_not_disturb_each_other(world: World, now: datetime) -> None:
    save(world, "goals", now)
    draft = save(world, "medicines", now)

    assert draft.typed["goals"]["goals"] == ["walk the dog"]
    assert draft.typed["medicines"]["medicines"] == ["paracetamol"]


def test_a_mistake_is_kept_as_typed(world: World, now: datetime) -> None:
    draft = save(world, "reaching", now, emergency_phone=[""])

    assert draft.typed["reaching"]["emergency_name"] == ["Isla Kerr"]
    with pytest.raises(BadInput) as refused:
        send_intake(actor=world.as_ailsa, episode=world.episode, now=now)
    assert [fault.field for fault in refused.value.faults] == ["reaching"]
    assert IntakeDraft.objects.filter(episode=world.episode).exists()


def test_a_sent_intake_holds_every_page_and_leaves_no_draft(world: World, now: datetime) -> None:
    intake = told(world.episode, actor=world.as_ailsa, now=now)

    assert set(intake.told.answers) == {step.id for step in STEPS}
    assert intake.told.answers["comfort"]["positions"] == ["prone"]
    assert not IntakeDraft.objects.exists()
    assert [event.action for event in events_on(intake)] == ["intake.sent"]


def test_sent_twice_it_is_kept_once(world: World, now: datetime) -> None:
    first = told(world.episode, actor=world.as_ailsa, now=now)

    assert send_intake(actor=world.as_ailsa, episode=world.episode, now=now) == first


def test_told_again_is_a_new_version_and_the_old_one_stays(world: World, now: datetime) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)
    save(world, "goals", now, goals=["dance"])
    second = send_intake(actor=world.as_ailsa, episode=world.episode, now=now)

    assert second.version == 2
    assert second.told.answers["goals"]["goals"] == "dance"
    assert second.told.answers["medicines"]["medicines"] == "paracetamol"
    assert Intake.objects.get(version=1).told.answers["goals"]["goals"] == "walk the dog"


def test_nothing_typed_cannot_be_sent(world: World, now: datetime) -> None:
    with pytest.raises(Refused, match="go through the pages"):
        send_intake(actor=world.as_ailsa, episode=world.episode, now=now)


def test_a_closed_episode_takes_no_intake(world: World, now: datetime) -> None:
    close_episode(actor=world.as_callum, episode=world.episode, now=now, reason="discharged")

    with pytest.raises(Refused) as refused:
        save(world, "goals", now)
    assert refused.value.code == "episode_closed"


def test_the_phone_number_told_is_the_clients_from_now_on(world: World, now: datetime) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)

    assert Client.objects.get(pk=world.ailsa.pk).phone == "0131 496 0111"


def test_agreeing_that_the_gp_is_written_to_is_a_consent_and_not_agreeing_any_more_withdraws_it(
    world: World, now: datetime
) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)
    assert ConsentKind.CONTACT_CLINICIAN in standing_consents(world.ailsa)

    save(world, "agreements", now, contact_clinician=[])
    send_intake(actor=world.as_ailsa, episode=world.episode, now=now)

    assert ConsentKind.CONTACT_CLINICIAN not in standing_consents(world.ailsa)


def test_audit_rows_of_an_intake_hold_nothing_that_was_told(world: World, now: datetime) -> None:
    intake = told(world.episode, actor=world.as_ailsa, now=now)
    detail = str([event.detail for event in (*events_on(intake), *events_on(world.episode))])

    for words in ("Isla", "0131", "paracetamol", "Laird"):
        assert words not in detail


@pytest.mark.parametrize("change", [{"version": 7}, None])
def test_not_even_raw_sql_changes_or_deletes_a_sent_intake(
    world: World, now: datetime, change: dict[str, Any] | None
) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)
    rows = Intake.objects.filter(episode=world.episode)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(**change) if change else rows._raw_delete(rows.db)


def test_not_even_raw_sql_changes_what_was_told(world: World, now: datetime) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        IntakeAnswers.objects.update(answers={})


def test_states_go_from_missing_over_begun_to_done_and_come_back_after_half_a_year(world: World, now: datetime) -> None:
    assert intake_state(world.episode, now=now).state is IntakeState.MISSING

    save(world, "goals", now)
    assert intake_state(world.episode, now=now).state is IntakeState.BEGUN

    sent = told(world.episode, actor=world.as_ailsa, now=now)
    assert intake_state(world.episode, now=now + timedelta(days=182)).state is IntakeState.DONE
    again = intake_state(world.episode, now=now + timedelta(days=184))
    assert again.state is IntakeState.DUE_AGAIN
    assert again.sent_at == sent.sent_at


def test_states_of_many_episodes_cost_one_query(world: World, now: datetime, django_assert_num_queries: Any) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)
    others = [make_episode(world.bram).pk, make_episode(world.bram).pk]

    with django_assert_num_queries(1):
        found = intake_states([world.episode.pk, *others], now=now)

    assert found[world.episode.pk].state is IntakeState.DONE
    assert {found[each].state for each in others} == {IntakeState.MISSING}


def test_a_new_episode_starts_with_what_was_told_last_time(world: World, now: datetime) -> None:
    told(world.episode, actor=world.as_ailsa, now=now)
    later = make_episode(world.ailsa)
    step = step_of("goals")
    assert step is not None
    save_step(actor=world.as_ailsa, episode=later, step=step, typed=typed("goals"), now=now)
    sent = send_intake(actor=world.as_ailsa, episode=later, now=now)

    assert sent.told.answers["reaching"]["emergency_name"] == "Isla Kerr"
