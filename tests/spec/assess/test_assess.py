"""How is a picture read? Answers and marks in, ranked patterns out, on a small set of patterns that the test shows."""

import msgspec
import pytest

from ischia.knowledge.criteria import Between
from ischia.knowledge.records import FindingSection, FindingValue, Level, RegionId
from ischia.pathway.assess.api import Likelihood, Picture, PictureConfidence, assess, route
from ischia.pathway.screen.api import Outcome, screen
from ischia.pathway.shared.body_chart import BodyChart, Mark, Side, Symptom
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.shared.findings import Findings
from tests.support.knowledge import (
    boolean,
    both,
    choice,
    indicator,
    knowledge,
    number,
    one_of,
    pattern,
    present,
    rule,
)

TEST = FindingSection.TEST
POSSIBLE, LIKELY, UNLIKELY = Likelihood.POSSIBLE, Likelihood.LIKELY, Likelihood.UNLIKELY

ROOT = pattern(
    "nerve_root",
    indicator("below_knee", present("below_knee")),
    indicator("leg_worse", present("leg_worse")),
    indicator("slump", present("slump")),
    indicator("deficit", present("deficit"), 2),
    indicator("trigger_point", present("trigger_point"), 0),
    against=(indicator("painless", present("painless"), 0),),
)
BUTTOCK = pattern(
    "buttock",
    indicator("sitting", present("sitting")),
    indicator("notch", present("notch")),
    indicator("stretch", present("stretch")),
    indicator("ache", present("ache")),
    against=(indicator("bending", present("bending"), -1),),
)
HIP = pattern(
    "hip",
    indicator("groin", present("groin"), 2),
    indicator("c_sign", present("c_sign"), 2),
    stays_in_route=False,
)
KNOWN = knowledge(
    findings=(
        *(boolean(id) for id in ("below_knee", "leg_worse", "sitting", "ache", "groin", "bending", "painless", "hot")),
        *(boolean(id, section=TEST) for id in ("slump", "deficit", "trigger_point", "notch", "stretch", "c_sign")),
        boolean("leg_numb"),
        choice("saddle_numb", "absent", "present"),
        choice("leg_pain_side", "left", "right", "both"),
        number("leg_pain", low=0, high=10),
    ),
    patterns=(ROOT, BUTTOCK, HIP),
    rules=(
        rule("irritable", Level.LIMITS, Between("leg_pain", low=7), origin="CI31"),
        rule("hot", Level.CLINICIAN_FIRST, present("hot")),
    ),
)
NONE_MARKED: BodyChart = ()


def picture_of(*found: str, chart: BodyChart = NONE_MARKED, **answers: FindingValue) -> Picture:
    return assess(Findings({**dict.fromkeys(found, True), **answers}), chart, KNOWN)


def mark(region: str, *, side: Side = Side.LEFT, symptom: Symptom = Symptom.PAIN, intensity: int = 5) -> Mark:
    return Mark(region=RegionId(region), side=side, symptom=symptom, intensity=intensity)


def likelihood_of(pattern_id: str, picture: Picture) -> Likelihood:
    return next(reading.likelihood for reading in picture.readings if reading.pattern == pattern_id)


@pytest.mark.parametrize(
    ("found", "likelihood", "points"),
    [
        pytest.param((), UNLIKELY, 0, id="nothing-found"),
        pytest.param(("below_knee",), UNLIKELY, 1, id="just-under-possible"),
        pytest.param(("below_knee", "leg_worse"), POSSIBLE, 2, id="at-possible"),
        pytest.param(("below_knee", "leg_worse", "slump"), POSSIBLE, 3, id="just-under-likely"),
        pytest.param(("below_knee", "leg_worse", "deficit"), LIKELY, 4, id="at-likely"),
        pytest.param(("below_knee", "leg_worse", "slump", "deficit"), LIKELY, 5, id="over-likely"),
    ],
)
def test_bands_count_published_points(found: tuple[str, ...], likelihood: Likelihood, points: int) -> None:
    reading = next(each for each in picture_of(*found).readings if each.pattern == "nerve_root")

    assert (reading.likelihood, reading.points, reading.points_possible) == (likelihood, points, 5)


@pytest.mark.parametrize(
    ("found", "confidence"),
    [
        pytest.param(("below_knee", "leg_worse", "slump"), PictureConfidence.LOW, id="only-possible"),
        pytest.param(("below_knee", "leg_worse", "deficit"), PictureConfidence.MODERATE, id="likely-and-examined"),
        pytest.param(
            ("below_knee", "leg_worse", "deficit", "painless"), PictureConfidence.LOW, id="something-speaks-against-it"
        ),
    ],
)
def test_confidence_is_moderate_only_when_likely_examined_and_unopposed(
    found: tuple[str, ...], confidence: PictureConfidence
) -> None:
    assert picture_of(*found).readings[0].confidence is confidence


def test_a_likely_pattern_that_nobody_examined_stays_of_low_confidence() -> None:
    told = pattern("told", indicator("a", present("a"), 4))
    picture = assess(Findings({"a": True}), NONE_MARKED, knowledge(findings=(boolean("a"),), patterns=(told,)))

    assert picture.readings[0].likelihood is LIKELY
    assert picture.readings[0].confidence is PictureConfidence.LOW


def test_each_reading_lists_what_speaks_for_against_and_was_not_examined() -> None:
    root = picture_of("below_knee", "painless", leg_worse=False).readings[0]

    assert root.pattern == "nerve_root"
    assert [clue.indicator for clue in root.speaks_for] == ["below_knee"]
    assert [(clue.indicator, clue.was_found) for clue in root.speaks_against] == [
        ("painless", True),
        ("leg_worse", False),
    ]
    assert [clue.indicator for clue in root.not_examined] == ["slump", "deficit", "trigger_point"]


def test_a_better_band_leads_then_the_larger_share_of_its_own_points() -> None:
    picture = picture_of("below_knee", "leg_worse", "sitting", "notch", "ache")

    assert [reading.pattern for reading in picture.readings] == ["buttock", "nerve_root", "hip"]


def test_nothing_leads_while_nothing_is_at_least_possible() -> None:
    assert picture_of("below_knee").leading is None


def test_points_are_taken_away_only_where_the_scheme_says_so() -> None:
    assert likelihood_of("buttock", picture_of("sitting", "ache")) is POSSIBLE
    assert likelihood_of("buttock", picture_of("sitting", "ache", "bending")) is UNLIKELY


def test_gluteal_trigger_point_raises_the_root_above_its_equals() -> None:
    equal = ("below_knee", "leg_worse", "slump", "deficit", "sitting", "notch", "stretch", "ache")
    without, with_point = picture_of(*equal), picture_of(*equal, "trigger_point")

    assert without.readings[0].pattern == "buttock"
    assert with_point.readings[0].pattern == "nerve_root"


def test_gluteal_trigger_point_alone_lowers_nothing() -> None:
    without, with_point = picture_of("below_knee", "leg_worse"), picture_of("below_knee", "leg_worse", "trigger_point")

    assert with_point.readings[0].points == without.readings[0].points
    assert "trigger_point" in {clue.indicator for clue in with_point.readings[0].speaks_for}


def test_dermatomes_are_shown_as_could_fit_and_never_enter_the_count() -> None:
    marks = (mark("calf"), mark("buttock"))
    plain, marked = picture_of("below_knee"), picture_of("below_knee", chart=marks)

    assert [(fit.root, fit.regions_matched) for fit in marked.could_fit_roots] == [
        ("S1", ("calf", "buttock")),
        ("L5", ("buttock",)),
    ]
    assert [each.points for each in marked.readings] == [each.points for each in plain.readings]


def test_marks_off_the_textbook_map_exclude_no_root() -> None:
    elsewhere = picture_of("below_knee", "leg_worse", "deficit", chart=(mark("low_back"),))

    assert elsewhere.could_fit_roots == ()
    assert elsewhere.readings[0].pattern == "nerve_root"
    assert elsewhere.readings[0].likelihood is LIKELY


@pytest.mark.parametrize(("leg_pain", "irritable"), [(6, False), (7, True), (10, True)])
def test_irritable_goes_by_the_rule_that_limits_massage_for_it(leg_pain: int, *, irritable: bool) -> None:
    assert picture_of(leg_pain=leg_pain).is_irritable is irritable


@pytest.mark.parametrize(
    ("answers", "marks", "side"),
    [
        pytest.param({"leg_pain_side": "left"}, (mark("calf", side=Side.RIGHT),), Side.LEFT, id="the-answer-first"),
        pytest.param({"leg_pain_side": "both"}, (mark("calf"),), Side.MIDDLE, id="both-is-neither"),
        pytest.param({}, (mark("calf", side=Side.RIGHT),), Side.RIGHT, id="else-the-chart"),
        pytest.param(
            {}, (mark("calf", intensity=3), mark("calf", side=Side.RIGHT, intensity=4)), Side.RIGHT, id="the-worse-side"
        ),
        pytest.param({}, (mark("calf"), mark("calf", side=Side.RIGHT)), Side.MIDDLE, id="both-alike"),
        pytest.param({}, (), Side.MIDDLE, id="not-known"),
    ],
)
def test_the_side_is_the_answered_one_else_the_worse_one(
    answers: dict[str, FindingValue], marks: BodyChart, side: Side
) -> None:
    assert picture_of(chart=marks, **answers).side is side


def test_the_best_next_test_is_one_that_can_change_the_lead() -> None:
    assert picture_of("below_knee", "leg_worse").best_next_test == "deficit"
    assert picture_of("groin").best_next_test == "c_sign"


def test_no_test_is_suggested_once_all_are_done() -> None:
    done = dict.fromkeys(("slump", "deficit", "trigger_point", "notch", "stretch", "c_sign"), False)

    assert picture_of("below_knee", chart=NONE_MARKED, **done).best_next_test is None


def test_a_test_that_counts_only_together_with_another_is_suggested_too() -> None:
    raised = pattern(
        "raised", indicator("leg_raise", both(present("raise"), Between("angle", high=60, open_high=True)), 2)
    )
    findings = (boolean("raise", section=TEST), number("angle", low=0, high=120, section=TEST))

    picture = assess(Findings(), NONE_MARKED, knowledge(findings=findings, patterns=(raised,)))

    assert picture.best_next_test == "raise"


@pytest.mark.parametrize(
    ("found", "leaves"),
    [
        pytest.param(("groin", "c_sign"), True, id="hip-leads-and-no-root-sign"),
        pytest.param(("groin", "c_sign", "below_knee"), True, id="one-root-point-at-the-border"),
        pytest.param(("groin", "c_sign", "below_knee", "leg_worse"), False, id="two-root-points-keep-the-route"),
        pytest.param(("sitting", "ache"), False, id="a-pattern-of-the-route-leads"),
        pytest.param((), False, id="nothing-leads"),
    ],
)
def test_the_route_is_left_only_for_another_source_without_root_signs(found: tuple[str, ...], *, leaves: bool) -> None:
    assert picture_of(*found).leaves_route is leaves


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        pytest.param({"leg_pain": 3, "hot": False}, Outcome.OTHER_ROUTE, id="clear-becomes-other-route"),
        pytest.param({"leg_pain": 8, "hot": False}, Outcome.OTHER_ROUTE, id="limits-becomes-other-route"),
        pytest.param({"leg_pain": 3, "hot": True}, Outcome.CLINICIAN_FIRST, id="a-safety-rule-comes-first"),
        pytest.param({"leg_pain": 3}, Outcome.INCOMPLETE, id="an-open-question-comes-first"),
    ],
)
def test_other_route_never_softens_a_verdict(answers: dict[str, FindingValue], outcome: Outcome) -> None:
    picture = picture_of("groin", "c_sign")

    assert route(screen(Findings(answers), KNOWN), picture).outcome is outcome


def test_a_picture_that_stays_changes_no_verdict() -> None:
    verdict = screen(Findings({"leg_pain": 3, "hot": False}), KNOWN)

    assert route(verdict, picture_of("sitting")) == verdict


def test_every_picture_says_that_it_is_no_diagnosis() -> None:
    caveats = " ".join(picture_of("below_knee").caveats)

    assert "does not diagnose" in caveats
    assert "Only a licensed clinician can diagnose" in caveats


def test_findings_used_are_those_that_an_indicator_looks_at() -> None:
    assert picture_of("below_knee", "hot").findings_used == ("below_knee",)


def test_chart_and_answers_that_disagree_are_refused() -> None:
    with pytest.raises(BadInput):
        picture_of(leg_numb=False, chart=(mark("calf", symptom=Symptom.NUMB),))


def test_a_picture_survives_being_stored_as_json() -> None:
    picture = picture_of("below_knee", "deficit", chart=(mark("calf"),))

    assert msgspec.json.decode(msgspec.json.encode(picture), type=Picture) == picture


def test_choices_count_like_yes_and_no() -> None:
    chosen = pattern("chosen", indicator("which", one_of("which", "left"), 2))
    known = knowledge(findings=(choice("which", "left", "right"),), patterns=(chosen,))

    assert assess(Findings({"which": "left"}), NONE_MARKED, known).leading is not None
    assert assess(Findings({"which": "right"}), NONE_MARKED, known).leading is None
