"""Is a safety check judged here, kept as it was, and cleared only where a clinician's answer can clear it?"""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from ischia.clinic.screen.api import (
    ClinicianAnswer,
    Screening,
    clearance_answer,
    clearance_limits,
    findings_of,
    latest_clearance,
    latest_screening,
    record_clearance,
    record_screening,
    verdict_of,
)
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import LimitSet
from ischia.pathway.book.api import ClearanceAnswer
from ischia.pathway.screen.api import screen
from ischia.pathway.shared.errors import BadInput, Refused
from ischia.pathway.shared.findings import UNKNOWN, Findings
from tests.support.clinic import World
from tests.support.people import well_person

WELL = well_person(load_knowledge())
CANCER = WELL.with_answers({"cancer_history": True, "cancer_kind": "bone_seeking"})
SADDLE = WELL.with_answers({"saddle_numbness": "new"})
YES = ClinicianAnswer(
    answer=ClearanceAnswer.YES, clinician_name="Dr Shona Laird", clinician_role="GP", answered_on=date(2026, 11, 20)
)


def screened(world: World, findings: Findings, now: datetime) -> Screening:
    return record_screening(
        actor=world.as_ailsa,
        episode=world.episode,
        purpose=Screening.Purpose.BOOKING,
        findings=findings,
        knowledge=load_knowledge(),
        answered_by="client",
        now=now,
    )


def test_verdict_is_made_from_the_answers_and_reads_back_the_same(world: World, now: datetime) -> None:
    findings = SADDLE.with_answers({"fever_or_chills": UNKNOWN} if "fever_or_chills" in SADDLE else {})
    screening = screened(world, findings, now)
    screening.refresh_from_db()

    assert verdict_of(screening) == screen(findings, load_knowledge())
    assert dict(findings_of(screening)) == dict(findings)
    assert screening.outcome == "emergency"


def test_answers_that_cannot_be_used_store_nothing(world: World, now: datetime) -> None:
    with pytest.raises(BadInput):
        screened(world, WELL.with_answers({"saddle_numness": "new"}), now)

    assert Screening.objects.count() == 0


def test_a_screening_is_never_changed_or_deleted(world: World, now: datetime) -> None:
    screening = screened(world, SADDLE, now)

    for act in (
        lambda: Screening.objects.filter(pk=screening.pk).update(outcome="clear"),
        lambda: Screening.objects.filter(pk=screening.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_latest_screening_counts(world: World, now: datetime) -> None:
    screened(world, SADDLE, now - timedelta(days=2))
    later = screened(world, WELL, now)

    assert latest_screening(world.episode) == later


def test_a_clinicians_limits_are_kept_with_the_answer(world: World, now: datetime) -> None:
    screening = screened(world, CANCER, now)
    limits = LimitSet(max_pressure=2, precautions=("No work on the left hip.",))
    answer = ClinicianAnswer(
        answer=ClearanceAnswer.YES_WITH_LIMITS,
        clinician_name="Dr Shona Laird",
        clinician_role="GP",
        answered_on=date(2026, 11, 20),
        limits=limits,
    )

    clearance = record_clearance(actor=world.as_morag, screening=screening, answer=answer, now=now)
    clearance.refresh_from_db()

    assert latest_clearance(screening) == clearance
    assert clearance_answer(clearance) is ClearanceAnswer.YES_WITH_LIMITS
    assert clearance_limits(clearance) == limits


def test_an_emergency_cannot_be_cleared_on_paper(world: World, now: datetime) -> None:
    screening = screened(world, SADDLE, now)

    with pytest.raises(Refused, match="seen today") as refusal:
        record_clearance(actor=world.as_morag, screening=screening, answer=YES, now=now)
    assert refusal.value.code == "not_for_clearance"


def test_a_clearance_needs_somebody_who_gave_it(world: World, now: datetime) -> None:
    screening = screened(world, CANCER, now)
    nobody = ClinicianAnswer(
        answer=ClearanceAnswer.YES, clinician_name="  ", clinician_role="GP", answered_on=date(2026, 11, 20)
    )

    with pytest.raises(Refused) as refusal:
        record_clearance(actor=world.as_morag, screening=screening, answer=nobody, now=now)
    assert refusal.value.field == "clinician_name"
