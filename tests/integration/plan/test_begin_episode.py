"""Is somebody stored as a client whole or not at all, and only when the safety check lets them go on?"""

from datetime import date, datetime
from typing import Any

import pytest

from ischia.clinic.assess.api import picture_of
from ischia.clinic.audit.api import Actor, events_by
from ischia.clinic.people.api import Client, ClientDetails, Consent, Episode, Helper, let_act
from ischia.clinic.plan import services
from ischia.clinic.plan.api import BegunEpisode, CarePlan, begin_episode, plan_of
from ischia.clinic.screen.api import Draft, Screening, Standing, standing
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import QuestionId, RegionId
from ischia.pathway.shared.body_chart import Mark, Side, Symptom
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Findings
from tests.support.clinic import World
from tests.support.people import well_person

WELL = well_person(load_knowledge())
CALF = Mark(region=RegionId("leg_back"), side=Side.LEFT, symptom=Symptom.PAIN, intensity=6)
DETAILS = ClientDetails(name="Noor Ellis", phone="0131 496 0200", date_of_birth=date(1982, 3, 4))


def stand(findings: Findings = WELL) -> Standing:
    draft = Draft(answers=findings, trail=(QuestionId("age"),), chart=(CALF,), wishes={"goal": "Walk the dog"})
    return standing(draft, load_knowledge())


def begin(world: World, now: datetime, where: Standing | None = None) -> BegunEpisode:
    return begin_episode(
        actor=Actor.of(world.noor),
        clinic=world.clinic,
        user=world.noor,
        details=DETAILS,
        stand=where or stand(),
        now=now,
    )


def stored() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Client, Consent, Episode, Screening, CarePlan)}


def test_client_consents_episode_screening_assessment_and_plan_are_stored(world: World, now: datetime) -> None:
    begun = begin(world, now)

    assert begun.client.user == world.noor
    assert begun.episode.goals == ["Walk the dog"]
    assert begun.screening.outcome == "clear"
    assert picture_of(begun.assessment).readings
    assert plan_of(begun.care_plan).course.sessions == begun.care_plan.sessions == 4
    assert set(Consent.objects.filter(client=begun.client).values_list("kind", flat=True)) == {
        "health_data",
        "treatment",
    }


def test_a_fault_on_the_last_step_stores_nothing(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stored()

    def fails(**_arguments: Any) -> CarePlan:
        raise RuntimeError

    monkeypatch.setattr(services, "record_plan", fails)
    with pytest.raises(RuntimeError):
        begin(world, now)
    assert stored() == before


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"saddle_numbness": "new"}, "be_seen_first"),
        ({"leg_weakness": "worse"}, "be_seen_first"),
    ],
)
def test_somebody_who_must_be_seen_is_not_stored(
    world: World, now: datetime, answers: dict[str, str], code: str
) -> None:
    before = stored()

    with pytest.raises(Refused) as refusal:
        begin(world, now, stand(WELL.with_answers(answers)))
    assert refusal.value.code == code
    assert stored() == before


def test_an_unfinished_check_is_not_stored(world: World, now: datetime) -> None:
    unfinished = Findings({id: answer for id, answer in WELL.items() if id != "saddle_numbness"})

    with pytest.raises(Refused) as refusal:
        begin(world, now, stand(unfinished))
    assert refusal.value.code == "questions_open"


def test_beginning_twice_goes_on_with_the_open_episode(world: World, now: datetime) -> None:
    first, second = begin(world, now), begin(world, now)

    assert first.episode == second.episode
    assert first.client == second.client


def test_every_write_names_its_actor(world: World, now: datetime) -> None:
    begin(world, now)

    actions = {event.action for event in events_by(str(world.noor.pk))}
    assert {"screen.completed", "assess.recorded", "plan.recorded", "people.episode_opened"} <= actions


def begin_for_ailsa(world: World, now: datetime, *, shares_health: bool) -> BegunEpisode:
    helper = Helper(email=world.noor.email, shares_health=shares_health)
    let_act(actor=world.as_ailsa, client=world.ailsa, helper=helper, now=now)
    return begin_episode(
        actor=Actor.of(world.noor),
        clinic=world.clinic,
        user=world.noor,
        details=DETAILS,
        stand=stand(),
        now=now,
        acting_for=world.ailsa,
    )


def test_a_helper_without_the_health_record_answers_no_safety_questions(world: World, now: datetime) -> None:
    before = stored()

    with pytest.raises(Refused) as refused:
        begin_for_ailsa(world, now, shares_health=False)

    assert refused.value.code == "health_not_shared"
    assert stored() == before


def test_what_a_helper_with_the_health_record_answers_is_written_down_as_theirs(world: World, now: datetime) -> None:
    begun = begin_for_ailsa(world, now, shares_health=True)

    assert begun.client == world.ailsa
    assert begun.screening.answered_by == "somebody acting for the client"
