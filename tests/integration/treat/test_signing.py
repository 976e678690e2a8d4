"""From the re-screen to the signature: what is written, and what is refused?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from ischia.clinic.audit.api import events_on
from ischia.clinic.book.api import Session, Status
from ischia.clinic.screen.api import Screening
from ischia.clinic.track.api import entries_of
from ischia.clinic.treat.api import Ending, SessionDraft, SessionRecord, amend, opened, record_of, sign
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.errors import BadInput, NotFound, Refused
from ischia.pathway.shared.findings import UNKNOWN
from ischia.pathway.treat.api import Stance
from tests.support.clinic import NOW, World, make_therapist
from tests.support.treating import KNOWLEDGE, Care, asked_again, drafted, fresh, in_care, signed, treated

pytestmark = pytest.mark.django_db


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_re_screen_keeps_a_screening_and_prepares_the_work_from_the_plan(care: Care) -> None:
    screening = asked_again(care, care.first)

    state = opened(fresh(care.first))
    assert screening.purpose == Screening.Purpose.SESSION
    assert state.safety.is_todays
    assert [row["technique"] for row in state.entered.work] == [block.technique for block in state.plan.blocks]
    assert state.entered.minutes == "45"


def test_no_change_keeps_every_answer_from_before(care: Care) -> None:
    before = Screening.objects.get(episode=care.episode)

    assert asked_again(care, care.first).findings == before.findings


def test_an_alarm_stops_the_session_and_empties_the_work(care: Care) -> None:
    asked_again(care, care.first)
    screening = asked_again(care, fresh(care.first), {"saddle_numbness": "new"})

    state = opened(fresh(care.first))
    assert screening.outcome == Outcome.EMERGENCY
    assert state.safety.is_stopped
    assert state.entered.work == ()


def test_not_sure_about_an_alarm_stops_the_session_too(care: Care) -> None:
    screening = asked_again(care, care.first, {"bladder_change": UNKNOWN})

    assert screening.outcome == Outcome.INCOMPLETE
    assert opened(fresh(care.first)).safety.stance is Stance.STOP


def test_signing_writes_record_measures_status_and_audit_together(care: Care) -> None:
    row = treated(care, care.first, leg_pain=6, told="Slept badly.", response="Eased.")

    assert row.ending == Ending.DONE
    assert record_of(row).adverse_events == ()
    assert [(entry.instrument, entry.value) for entry in entries_of(care.episode)] == [("nprs_leg", 6)]
    assert Session.objects.get(pk=care.first.pk).status == Status.DONE
    assert [event.action for event in events_on(row)] == ["treat.signed"]
    assert not SessionDraft.objects.filter(session=care.first).exists()
    assert row.subjective.startswith("Slept badly.")
    assert "Leg pain, 0 to 10 (NPRS): 6 of 10." in row.objective


def test_a_rewritten_part_of_the_note_stands_as_the_therapist_wrote_it(care: Care) -> None:
    row = treated(care, care.first, note={"assessment": "Guarded, but settled well."})

    assert row.assessment == "Guarded, but settled well."
    assert "Frequency" in row.plan


def test_a_session_is_signed_once(care: Care) -> None:
    treated(care, care.first)

    with pytest.raises(Refused) as twice:
        signed(care, care.first)

    assert code_of(twice) == "already_signed"
    assert SessionRecord.objects.count() == 1


def test_a_signed_record_cannot_be_changed_or_deleted_even_past_the_services(care: Care) -> None:
    row = treated(care, care.first)

    with pytest.raises(DatabaseError), transaction.atomic():
        SessionRecord.objects.filter(pk=row.pk).update(subjective="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_an_amendment_is_dated_and_named_and_leaves_the_record_alone(care: Care) -> None:
    row = treated(care, care.first)

    added = amend(
        actor=care.world.as_callum, author=care.world.callum_user, session=care.first, text="Left, not right.", now=NOW
    )

    assert (added.author_name, added.at, added.record) == ("Callum Drever", NOW, row)


def test_nothing_is_signed_before_the_questions_were_asked_again(care: Care) -> None:
    with pytest.raises(Refused) as early:
        signed(care, care.first)

    assert code_of(early) == "rescreen_first"


def test_questions_cannot_be_asked_before_the_day(care: Care) -> None:
    with pytest.raises(Refused) as early:
        asked_again(care, care.first, now=care.first.starts_at - timedelta(days=1))

    assert code_of(early) == "too_early"


def test_only_the_sessions_own_therapist_writes(care: Care) -> None:
    other = make_therapist(care.world.clinic, name="Isla Muir")

    with pytest.raises(NotFound):
        amend(actor=care.world.as_callum, author=other.user, session=care.first, text="x", now=NOW)


def test_after_a_stop_no_work_may_be_recorded(care: Care) -> None:
    asked_again(care, care.first, {"leg_weakness": "new"})
    work = {"technique": "trigger_point", "muscle": "gluteus_medius", "side": "left", "position": "side_lying"}
    drafted(care, care.first, work=({**work, "pressure": "2", "minutes": "10"},), minutes="45", referral="GP rung.")

    with pytest.raises(Refused) as refused:
        signed(care, care.first)

    assert code_of(refused) == "no_work_when_stopped"


def test_a_stop_needs_a_referral_note(care: Care) -> None:
    asked_again(care, care.first, {"leg_weakness": "new"})

    with pytest.raises(Refused) as refused:
        signed(care, care.first)

    assert code_of(refused) == "referral_missing"


def test_a_stopped_session_is_signed_with_its_referral(care: Care) -> None:
    asked_again(care, care.first, {"leg_weakness": "new"})
    drafted(care, care.first, referral="Rang 111 with her, goes to the hospital now.")

    row = signed(care, care.first)

    assert (row.ending, row.referral) == (Ending.STOPPED, "Rang 111 with her, goes to the hospital now.")
    assert "No massage was given." in row.objective
    last = care.first.status_records.order_by("-at").filter(status=Status.DONE).get()
    assert last.reason == "stopped"


def test_work_beyond_a_limit_needs_a_written_reason(world: World) -> None:
    care = in_care(world, {"anticoagulant": True})
    asked_again(care, care.first)
    state = opened(fresh(care.first))
    assert state.safety.limits.max_pressure < 5
    harder = tuple({**row, "pressure": "5"} for row in state.entered.work)
    drafted(care, care.first, work=harder)

    with pytest.raises(Refused) as refused:
        signed(care, care.first)
    drafted(care, care.first, work=harder, reason="GP agreed on the phone today.")
    row = signed(care, care.first)

    assert code_of(refused) == "reason_missing"
    assert row.override_reason == "GP agreed on the phone today."
    assert row.breaches[0]["field"] == "work[0].pressure"


def test_what_the_plan_prepares_is_within_the_limits(world: World) -> None:
    care = in_care(world, {"anticoagulant": True})

    row = treated(care, care.first)

    assert row.breaches == []


def test_a_number_that_cannot_be_read_is_named_and_nothing_is_written(care: Care) -> None:
    asked_again(care, care.first)
    drafted(care, care.first, minutes="soon")

    with pytest.raises(BadInput) as bad:
        signed(care, care.first)

    assert [fault.field for fault in bad.value.faults] == ["minutes"]
    assert not SessionRecord.objects.exists()


def test_a_measure_that_cannot_be_scored_stops_the_signature_whole(care: Care) -> None:
    asked_again(care, care.first)
    drafted(care, care.first, answers={"sbi": {"leg_pain": "3", "weakness": "1"}})

    with pytest.raises(Refused) as refused:
        signed(care, care.first)

    assert code_of(refused) == "measure_incomplete"
    assert not SessionRecord.objects.exists()
    assert not entries_of(care.episode).exists()
    assert Session.objects.get(pk=care.first.pk).status == Status.BOOKED


def test_prepared_work_is_signed_only_once_somebody_says_that_it_was_done(care: Care) -> None:
    asked_again(care, care.first)

    with pytest.raises(Refused) as refused:
        signed(care, care.first)

    assert code_of(refused) == "work_not_confirmed"
    drafted(care, care.first, confirmed="1")
    assert signed(care, care.first).ending == "done"


def test_what_is_signed_is_what_the_database_holds_and_not_what_a_session_remembers(care: Care) -> None:
    asked_again(care, care.first)
    remembered = fresh(care.first)
    assert opened(remembered).entered.response == ""
    drafted(care, care.first, response="Eased under pressure.")

    row = sign(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        session=remembered,
        knowledge=KNOWLEDGE,
        now=care.first.ends_at,
    )

    assert record_of(row).response == "Eased under pressure."
