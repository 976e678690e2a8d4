"""Match: training, distance and load as reasons, and anybody for a client who does not mind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ischia.knowledge import load_knowledge
from ischia.knowledge.records import PatternId, TechniqueId
from ischia.pathway.match.api import HEAVIEST, anybody, check_weights, kilometres_between, position, rank
from ischia.pathway.match.conditions import told, trainable
from ischia.pathway.match.distance import Position, in_words
from ischia.pathway.match.values import Distance, Load, MatchReason, Need, Registration, Skill, TherapistProfile
from ischia.pathway.screen.api import screen
from ischia.pathway.shared.errors import Refused
from ischia.pathway.shared.findings import Findings

TODAY = date(2027, 1, 4)
RELEASE = TechniqueId("myofascial_release")
PLAIN = Need(techniques=frozenset({RELEASE}))
PREGNANT = "pregnant_or_might_be"
LEITH, STOCKBRIDGE = Position(latitude=55.9755, longitude=-3.1702), Position(latitude=55.9585, longitude=-3.2105)


def therapist(name: str, **changes: object) -> TherapistProfile:
    registration = Registration(body="R", number="1", checked_on=date(2026, 12, 1), expires_on=date(2027, 6, 30))
    profile = TherapistProfile(
        id=name,
        name=name.title(),
        gender="female",
        registrations=(registration,),
        skills=(Skill(technique=RELEASE, evidence="diploma 2019"),),
        languages=frozenset({"en"}),
        places=frozenset({"leith"}),
        step_free_places=frozenset({"leith"}),
        price=5000,
        next_free=datetime(2027, 1, 5, 9, tzinfo=UTC),
    )
    return replace(profile, **changes)  # type: ignore[arg-type]  # one table of changes


def reasons(profile: TherapistProfile, need: Need, *others: TherapistProfile) -> Mapping[str, MatchReason]:
    ranking = rank([profile, *others], need, today=TODAY)
    match = next(each for each in ranking.offered if each.therapist == profile.id)
    return {reason.name: reason for reason in match.reasons}


def booked(upcoming: int, **limits: int) -> Load:
    return Load(upcoming=upcoming, days=14, **limits)


@pytest.mark.parametrize(
    ("need", "better", "worse"),
    [
        (replace(PLAIN, conditions={PREGNANT: "Pregnancy"}), {"conditions": {PREGNANT: "Diploma"}}, {}),
        (
            replace(PLAIN, near="Leith"),
            {"distance": Distance(place="Leith", kilometres=1)},
            {"distance": Distance(place="Stockbridge", kilometres=9)},
        ),
        (replace(PLAIN, near="Leith"), {"distance": Distance(place="Leith", kilometres=20)}, {}),
        (PLAIN, {"load": booked(2)}, {"load": booked(20)}),
        (
            PLAIN,
            {"load": booked(5, sessions_left=4, most_sessions=6)},
            {"load": booked(5, sessions_left=1, most_sessions=6)},
        ),
        (
            PLAIN,
            {"load": booked(5, deep_minutes_left=90, most_deep_minutes=120)},
            {"load": booked(5, deep_minutes_left=10, most_deep_minutes=120)},
        ),
    ],
)
def test_training_nearness_and_a_lighter_load_move_a_therapist_up(
    need: Need, better: dict[str, object], worse: dict[str, object]
) -> None:
    ranking = rank([therapist("abel", **worse), therapist("zoe", **better)], need, today=TODAY)
    assert [match.therapist for match in ranking.offered] == ["zoe", "abel"]


def test_training_is_named_with_what_proves_it_and_shuts_nobody_out() -> None:
    need = replace(PLAIN, conditions={PREGNANT: "Pregnancy", "nerve_root": "Nerve root"})
    trained, other = therapist("zoe", conditions={PREGNANT: "Diploma 2011"}), therapist("abel")
    root = therapist("isla", conditions={"nerve_root": "Course 2020"})
    met = reasons(trained, need, other, root)["training"]
    assert (met.score, met.text) == (0.5, "Has trained for what you told us: Pregnancy (Diploma 2011).")
    unmet = reasons(other, need, trained)["training"]
    assert (unmet.score, unmet.text) == (0.0, "Has shown no special training for what you told us.")


def test_training_that_nobody_on_offer_has_is_no_reason() -> None:
    assert "training" not in reasons(therapist("zoe"), replace(PLAIN, conditions={PREGNANT: "Pregnancy"}))


@pytest.mark.parametrize(
    ("kilometres", "in_miles", "words"),
    [
        (0.4, False, "Less than 1 km"),
        (1.0, False, "About 1 km"),
        (3.24, False, "About 3.2 km"),
        (14.6, False, "About 15 km"),
        (1.2, True, "Less than 1 mile"),
        (1.62, True, "About 1 mile"),
        (5.15, True, "About 3.2 miles"),
    ],
)
def test_distance_is_said_as_the_country_says_it(kilometres: float, *, in_miles: bool, words: str) -> None:
    assert in_words(kilometres, in_miles=in_miles) == words


def test_distance_is_a_reason_only_when_the_client_said_where_from() -> None:
    known = therapist("zoe", distance=Distance(place="Leith", kilometres=3))
    assert "distance" not in reasons(known, PLAIN)
    reason = reasons(known, replace(PLAIN, near="Dalkeith"))["distance"]
    assert reason.text == "About 3 km from Dalkeith to Leith, as the crow flies."
    assert reason.score == pytest.approx(0.9)


def test_way_over_the_ellipsoid_is_that_of_the_map() -> None:
    assert kilometres_between(LEITH, STOCKBRIDGE) == pytest.approx(3.15, abs=0.05)
    berlin, paris = Position(latitude=52.52, longitude=13.405), Position(latitude=48.8566, longitude=2.3522)
    assert kilometres_between(berlin, paris) == pytest.approx(879.7, abs=0.5)  # a sphere gives 877.5


def test_position_is_rounded_and_lies_on_the_map() -> None:
    assert position(55.97554, -3.17021, places=2) == Position(latitude=55.98, longitude=-3.17)
    with pytest.raises(Refused) as refusal:
        position(91, 0)
    assert (refusal.value.code, refusal.value.field) == ("off_the_map", "latitude")


def test_load_is_said_with_every_limit_there_is() -> None:
    load = booked(1, sessions_left=2, most_sessions=6, deep_minutes_left=45, most_deep_minutes=120)
    assert reasons(therapist("zoe", load=load), PLAIN)["load"].text == (
        "Has 1 visit booked in the next 14 days. Can still take 2 of 6 that day. "
        "45 of 120 minutes of deep work are left that day."
    )


@pytest.mark.parametrize(
    ("limits", "share"),
    [
        ({}, 1.0),
        ({"sessions_left": 3, "most_sessions": 6}, 0.5),
        ({"sessions_left": 3, "most_sessions": 6, "deep_minutes_left": 0, "most_deep_minutes": 90}, 0.0),
        ({"deep_minutes_left": 0, "most_deep_minutes": 0}, 1.0),  # no deep work at all: that does not fill the day
    ],
)
def test_the_nearer_limit_says_what_is_left_of_a_day(limits: dict[str, int], share: float) -> None:
    assert booked(5, **limits).share_left == share


@pytest.mark.parametrize(
    ("access", "step_free", "is_offered"),
    [
        ({"leith": frozenset({"hearing_loop"})}, False, True),
        ({"leith": frozenset({"hearing_loop"})}, True, True),
        ({"tron": frozenset({"hearing_loop"})}, False, True),
        ({"tron": frozenset({"hearing_loop"})}, True, False),  # step-free there, a hearing loop here: no place has both
        ({}, False, False),
    ],
)
def test_all_that_is_needed_has_to_be_at_one_place(
    access: dict[str, frozenset[str]], *, step_free: bool, is_offered: bool
) -> None:
    profile = therapist("zoe", places=frozenset({"leith", "tron"}), access=access)
    need = replace(PLAIN, access=frozenset({"hearing_loop"}), step_free=step_free)
    assert bool(rank([profile], need, today=TODAY).offered) is is_offered


@pytest.mark.parametrize("weight", [HEAVIEST + 1, float("inf"), float("nan")])
def test_no_weight_can_drown_all_others(weight: float) -> None:
    with pytest.raises(Refused) as refusal:
        check_weights({"soon": weight})
    assert (refusal.value.code, refusal.value.field) == ("too_heavy", "soon")


def test_anybody_spreads_many_bookings_evenly() -> None:
    booked_with = Counter({"abel": 7, "isla": 0, "zoe": 0, "rona": 0})
    for client in range(293):
        fitting = [therapist(name, load=booked(count)) for name, count in booked_with.items()]
        chosen = anybody(fitting, seed=f"client-{client}")
        assert chosen is not None
        booked_with[chosen.id] += 1
    assert set(booked_with.values()) == {75}


def test_anybody_among_equals_is_a_fair_lot() -> None:
    equals = [therapist(name, load=booked(3)) for name in ("abel", "isla", "zoe")]
    chosen = Counter(found.id for n in range(300) if (found := anybody(equals, seed=f"client-{n}")))
    assert min(chosen.values()) > 70


def test_anybody_is_somebody_with_time_and_with_most_left_of_the_day() -> None:
    none_free = therapist("abel", load=booked(0), next_free=None)
    nearly_full = therapist("isla", load=booked(3, sessions_left=1, most_sessions=6))
    has_room = therapist("zoe", load=booked(3, sessions_left=5, most_sessions=6))
    chosen = anybody([none_free, nearly_full, has_room], seed="s")
    assert chosen is not None
    assert chosen.id == "zoe"
    assert anybody([none_free], seed="s") is None


def test_conditions_come_from_the_knowledge_and_from_what_was_told() -> None:
    knowledge = load_knowledge()
    assert {PREGNANT, "cancer_history", "lymphoedema", "nerve_root"} <= trainable(knowledge).keys()
    verdict = screen(Findings({PREGNANT: True, "pregnancy_weeks": 20}), knowledge)
    assert told(verdict, PatternId("nerve_root"), knowledge) == {
        "nerve_root": "Nerve root of the low back",
        PREGNANT: "Pregnant or might be",
    }
    assert told(screen(Findings({PREGNANT: False}), knowledge), None, knowledge) == {}


def test_price_is_no_reason_where_all_charge_the_same() -> None:
    assert "price" not in reasons(therapist("isla"), PLAIN, therapist("zoe"))
    cheaper, dearer = therapist("isla"), therapist("zoe", price=6000)
    assert reasons(cheaper, PLAIN, dearer)["price"].text == "Charges no more than anybody else."
    assert reasons(dearer, PLAIN, cheaper)["price"].text == "Charges more than others."
