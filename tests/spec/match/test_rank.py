"""Match: who may be offered, in which order, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.api import DEFAULT_WEIGHTS, rank
from ischia.pathway.match.values import Need, Registration, Skill, TherapistProfile
from ischia.pathway.shared.errors import Refused

TODAY = date(2027, 1, 4)
RELEASE, TRIGGER = TechniqueId("myofascial_release"), TechniqueId("trigger_point_therapy")
CHECKED = Registration(body="SMTO", number="4411", checked_on=date(2026, 12, 1), expires_on=date(2027, 6, 30))
PLAIN = Need(techniques=frozenset({RELEASE}))


def therapist(name: str, **changes: object) -> TherapistProfile:
    profile = TherapistProfile(
        id=name,
        name=name.title(),
        gender="woman",
        registrations=(CHECKED,),
        skills=(Skill(technique=RELEASE, evidence="diploma 2019"),),
        languages=frozenset({"en"}),
        places=frozenset({"leith"}),
        step_free_places=frozenset({"leith"}),
        price=5000,
        next_free=datetime(2027, 1, 5, 9, tzinfo=UTC),
    )
    return replace(profile, **changes)  # type: ignore[arg-type]  # one table of changes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"registrations": ()}, "No entry in a professional register is on file."),
        (
            {"registrations": (replace(CHECKED, checked_on=None),)},
            "The registration with SMTO has not been checked.",
        ),
        (
            {"registrations": (replace(CHECKED, checked_on=date(2027, 1, 5)),)},  # a check in the future is none
            "The registration with SMTO has not been checked.",
        ),
        (
            {"registrations": (replace(CHECKED, expires_on=date(2027, 1, 3)),)},
            "The registration with SMTO ran out on 3 January 2027.",
        ),
        ({"skills": ()}, "Has not shown training in myofascial release."),
    ],
)
def test_therapist_without_proof_is_never_offered(changes: dict[str, object], why: str) -> None:
    ranking = rank([therapist("isla", **changes)], PLAIN, today=TODAY)
    assert ranking.offered == ()
    assert ranking.not_offered[0].why == (why,)


def test_registration_counts_on_its_last_day() -> None:
    last_day = replace(CHECKED, expires_on=TODAY)
    assert rank([therapist("isla", registrations=(last_day,))], PLAIN, today=TODAY).offered


def test_every_reason_against_is_given_at_once() -> None:
    need = Need(techniques=frozenset({RELEASE, TRIGGER}), step_free=True)
    nobody = therapist("isla", registrations=(), skills=(), step_free_places=frozenset())
    assert len(rank([nobody], need, today=TODAY).not_offered[0].why) == 4


def test_step_free_is_needed_at_the_place_chosen() -> None:
    two_places = therapist("isla", places=frozenset({"leith", "tron"}), step_free_places=frozenset({"leith"}))
    assert rank([two_places], Need(techniques=frozenset(), step_free=True), today=TODAY).offered
    at_tron = Need(techniques=frozenset(), step_free=True, place="tron")
    assert not rank([two_places], at_tron, today=TODAY).offered


@pytest.mark.parametrize(
    ("need", "better"),
    [
        (replace(PLAIN, gender="man"), {"gender": "man"}),
        (replace(PLAIN, language="pl"), {"languages": frozenset({"en", "pl"})}),
        (replace(PLAIN, place="tron"), {"places": frozenset({"tron"})}),
        (PLAIN, {"next_free": datetime(2027, 1, 4, 9, tzinfo=UTC)}),
        (PLAIN, {"price": 4000}),
        (PLAIN, {"registrations": (replace(CHECKED, checked_on=TODAY),)}),
    ],
)
def test_what_the_client_asks_for_moves_a_therapist_up(need: Need, better: dict[str, object]) -> None:
    ranking = rank([therapist("abel"), therapist("zoe", **better)], need, today=TODAY)
    assert [match.therapist for match in ranking.offered] == ["zoe", "abel"]


def test_person_who_treated_before_comes_first_when_all_else_is_equal() -> None:
    ranking = rank([therapist("abel"), therapist("zoe", has_treated_before=True)], PLAIN, today=TODAY)
    assert ranking.offered[0].therapist == "zoe"


def test_every_reason_shows_its_score_and_weight() -> None:
    dearer = therapist("zoe", price=6000)
    match = rank([therapist("isla"), dearer], replace(PLAIN, language="en"), today=TODAY).offered[0]
    assert {reason.name: reason.weight for reason in match.reasons} == {
        name: DEFAULT_WEIGHTS[name] for name in ("proof", "language", "soon", "price")
    }
    weight = sum(reason.weight for reason in match.reasons)
    assert match.total == pytest.approx(sum(reason.score * reason.weight for reason in match.reasons) / weight)
    assert "number 4411, checked on 1 December 2026" in match.reasons[0].text


def test_clinic_weights_change_the_order() -> None:
    cheap, soon = therapist("cheap", price=2000, next_free=None), therapist("soon")
    usual = rank([cheap, soon], PLAIN, today=TODAY)
    thrifty = rank([cheap, soon], PLAIN, today=TODAY, weights={"price": 10, "soon": 0})
    assert usual.offered[0].therapist == "soon"
    assert thrifty.offered[0].therapist == "cheap"


@pytest.mark.parametrize("name", ["sponsored", "commission", "featured"])
def test_place_in_the_list_cannot_be_bought(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        rank([therapist("isla")], PLAIN, today=TODAY, weights={name: 5})
    assert refusal.value.code == "unknown_weight"


def test_ties_are_settled_by_the_seed_and_fairly() -> None:
    equals = [therapist(name) for name in ("abel", "isla", "zoe")]
    firsts = [rank(equals, PLAIN, today=TODAY, seed=f"client-{n}").offered[0].therapist for n in range(300)]
    assert min(firsts.count(name) for name in ("abel", "isla", "zoe")) > 70
    again = rank(equals[::-1], PLAIN, today=TODAY, seed="client-7")
    assert again.offered[0].therapist == firsts[7]
