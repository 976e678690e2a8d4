"""What happens to a folder of knowledge when it is loaded: what is made of it, and what is refused by name?"""

import time
from pathlib import Path

import pytest

from ischia.knowledge import KnowledgeFault, faults_in, load_knowledge
from ischia.knowledge.criteria import AllOf, AnyOf, AtLeast, Between, Not, OneOf
from ischia.knowledge.parse import Unreadable, criterion_from
from ischia.knowledge.records import COURSE_VALUES, FindingId, RuleId
from tests.knowledge.small_folder import FILES, RULE, rule_with, write

BOOLEAN = "{section: findings, kind: boolean, label: X, ask_client: X?, ask_therapist: X."
CHECKLIST = "{order: 4, ask_client: X?, ask_therapist: X., "
REGION = "anatomy/regions/calf.yaml"
MUSCLE = "anatomy/muscles/soleus.yaml"
BACKING = (
    "backing: {evidence: [S1], standing: read, confidence: sure, grade: low, reviewed_on: 2026-11-22, reviewer: x}"
)

BROKEN = {
    "a field of the rule is left out": ({RULE: rule_with("origin: RF11\n", "")}, RULE, "origin", "is missing"),
    "a field nobody knows": ({RULE: rule_with("title:", "titel: x\ntitle:")}, RULE, "titel", "not a known field"),
    "a nested field nobody knows": (
        {RULE: rule_with("clinician:", "doctor: x, clinician:")},
        RULE,
        "say.doctor",
        "known",
    ),
    "an unknown level": ({RULE: rule_with("level: urgent", "level: bad")}, RULE, "level", "must be one of clear"),
    "no evidence": ({RULE: rule_with("evidence: [S1]", "evidence: []")}, RULE, "backing.evidence", "is still empty"),
    "evidence nobody registered": (
        {RULE: rule_with("evidence: [S1]", "evidence: [S2]")},
        RULE,
        "backing.evidence",
        "S2 is not in the evidence register",
    ),
    "no reviewer": ({RULE: rule_with("  reviewer: nobody\n", "")}, RULE, "backing.reviewer", "is missing"),
    "no review date": ({RULE: rule_with("  reviewed_on: 2026-11-22\n", "")}, RULE, "backing.reviewed_on", "missing"),
    "a review date that is no day": (
        {RULE: rule_with("2026-11-22", "2026-02-30")},
        RULE,
        "backing.reviewed_on",
        "is not a date",
    ),
    "a finding nobody knows": (
        {RULE: rule_with("finding: age,", "finding: agee,")},
        RULE,
        "when.1",
        "agee is not a known finding",
    ),
    "a number compared with a word": (
        {RULE: rule_with("{finding: age, at_least: 60}", "{finding: age, is: old}")},
        RULE,
        "when.1",
        "must be a number",
    ),
    "a bound on a yes or no": (
        {RULE: rule_with("{finding: fever, is: true}", "{finding: fever, at_least: 1}")},
        RULE,
        "when.0",
        "is not a number",
    ),
    "a bound that can never be reached": (
        {RULE: rule_with("at_least: 60", "at_least: 200")},
        RULE,
        "when.1",
        "over its maximum 120",
    ),
    "a course value that does not exist": (
        {RULE: rule_with("{finding: fever, is: true}", "{finding: numbness, is: sudden}")},
        RULE,
        "when.0",
        "must be one of absent",
    ),
    "two forms in one criterion": (
        {RULE: rule_with("{finding: fever, is: true}", "{finding: fever, is: true, in: [true]}")},
        RULE,
        "when.all.0",
        "exactly one of",
    ),
    "no case at all": ({RULE: FILES[RULE].partition("cases:")[0]}, RULE, "cases", "is missing"),
    "a list of cases without one": ({RULE: f"{FILES[RULE].partition('cases:')[0]}cases: []"}, RULE, "cases", "empty"),
    "two cases only": (
        {RULE: rule_with("  - {name: young, findings: {fever: true, age: 59}, expect: does_not_fire}\n", "")},
        RULE,
        "cases",
        "too short",
    ),
    "no case with a missing answer": (
        {RULE: rule_with("findings: {fever: true}, expect: undecided", "findings: {fever: false}, expect: fires")},
        RULE,
        "cases",
        "no case expects undecided",
    ),
    "a case with an impossible value": (
        {RULE: rule_with("age: 59", "age: 590")},
        RULE,
        "cases.1.findings.age",
        "must lie between 0 and 120",
    ),
    "a key written twice": ({RULE: rule_with("title:", "origin: RF12\ntitle:")}, RULE, "origin", "written twice"),
    "text that is not YAML": ({RULE: "when: [\n"}, RULE, "line 2", "is not YAML"),
    "an emergency that does not say what to do": (
        {RULE: rule_with("level: urgent", "level: emergency")},
        RULE,
        "act_now",
        "is missing",
    ),
    "an id that is not the file's name": (
        {RULE: rule_with("origin:", "id: other\norigin:")},
        RULE,
        "id",
        "must be the file's name",
    ),
    "a rule over a finding that nobody asks": (
        {
            "questions/fever.yaml": f"{CHECKLIST}findings: [age]}}",
            "questions/age.yaml": f"{CHECKLIST}findings: [numbness]}}",
            "questions/numbness.yaml": f"{CHECKLIST}findings: [age]}}",
        },
        RULE,
        "when",
        "fever is asked by no question",
    ),
    "a limit that names an unknown technique": (
        {RULE: FILES[RULE] + "limits: {exclude_techniques: [hot_stones]}\n"},
        RULE,
        "limits.exclude_techniques",
        "hot_stones is not a known technique",
    ),
    "a limit that names an unknown region": (
        {RULE: FILES[RULE] + "limits: {avoid_regions: [elbow]}\n"},
        RULE,
        "limits.avoid_regions",
        "elbow is not a known region",
    ),
    "a pressure off the scale": (
        {RULE: FILES[RULE] + "limits: {max_pressure: 6}\n"},
        RULE,
        "limits.max_pressure",
        "maximum of 5",
    ),
    "a question about an unknown finding": (
        {"questions/more.yaml": f"{CHECKLIST}findings: [smell]}}"},
        "questions/more.yaml",
        "findings",
        "smell is not a known finding",
    ),
    "a finding asked twice": (
        {"questions/more.yaml": f"{CHECKLIST}findings: [fever]}}"},
        "questions/more.yaml",
        "findings",
        "fever is already asked by fever",
    ),
    "a tick that the finding cannot take": (
        {"questions/numbness.yaml": f"{CHECKLIST}findings: [numbness, fever]}}"},
        "questions/numbness.yaml",
        "tick_value",
        "numbness: must be one of absent",
    ),
    "a checklist of seven": (
        {"questions/more.yaml": f"{CHECKLIST}findings: [a, b, c, d, e, f, g]}}"},
        "questions/more.yaml",
        "findings",
        "too long",
    ),
    "a choice without choices": (
        {"findings/colour.yaml": BOOLEAN.replace("boolean", "choice") + "}"},
        "findings/colour.yaml",
        "choices",
        "is missing",
    ),
    "implications that run in a ring": (
        {
            "findings/one.yaml": BOOLEAN + ", implied: [{value: true, when: {finding: two, is: true}}]}",
            "findings/two.yaml": BOOLEAN + ", implied: [{value: true, when: {finding: one, is: true}}]}",
        },
        "findings/one.yaml",
        "implied",
        "ring",
    ),
    "a detail of something that is not part of the contradiction": (
        {
            "contradictions/both.yaml": "{findings: [numbness, fever], detail_of: age, message: X, when: {all: "
            "[{finding: fever, is: false}, {finding: numbness, is: new}]}}"
        },
        "contradictions/both.yaml",
        "detail_of",
        "must be one of the findings",
    ),
    "a muscle in an unknown region": (
        {MUSCLE: f"{{label: X, regions: [elbow], refers_to: [], {BACKING}}}"},
        MUSCLE,
        "regions",
        "elbow is not a known region",
    ),
    "a region that implies an unknown finding": (
        {REGION: "{label: X, view: back, sides: [left], findings: {pain: {smell: true}}}"},
        REGION,
        "findings.pain.smell",
        "smell is not a known finding",
    ),
    "a file outside the folders": ({"notes.yaml": "x: 1"}, "notes.yaml", "file", "lies outside"),
    "a version that is no date": ({"VERSION": "soon"}, "VERSION", "date", "YYYY.MM.DD"),
}


@pytest.mark.parametrize(("changes", "file", "field", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_refuses_and_names_file_field_and_reason(
    tmp_path: Path, changes: dict[str, str], file: str, field: str, reason: str
) -> None:
    with pytest.raises(KnowledgeFault) as refused:
        load_knowledge(write(tmp_path, changes))

    named = [str(fault) for fault in refused.value.faults if (fault.file, fault.field) == (file, field)]
    assert any(reason in text for text in named), [str(fault) for fault in refused.value.faults]


def test_all_faults_are_collected_so_that_they_can_be_mended_in_one_go(tmp_path: Path) -> None:
    changes = {RULE: rule_with("level: urgent", "level: bad"), "questions/age.yaml": "{order: 1}", "VERSION": ""}

    assert {fault.file for fault in faults_in(write(tmp_path, changes))} == {RULE, "questions/age.yaml", "VERSION"}


def test_a_good_folder_becomes_records_by_the_name_of_their_file(tmp_path: Path) -> None:
    knowledge = load_knowledge(write(tmp_path))

    rule = knowledge.red_flags[RuleId("fever_when_old")]
    assert rule.when == AllOf((OneOf("fever", frozenset({True})), Between("age", low=60)))
    assert rule.family == "red_flag"
    assert knowledge.findings[FindingId("numbness")].allowed_values == COURSE_VALUES
    assert faults_in(tmp_path) == ()


def test_the_version_is_the_date_and_a_hash_that_any_change_of_a_file_changes(tmp_path: Path) -> None:
    before = load_knowledge(write(tmp_path / "a")).version
    same = load_knowledge(write(tmp_path / "b")).version
    after = load_knowledge(write(tmp_path / "c", {RULE: rule_with("at_least: 60", "at_least: 61")})).version

    assert before == same
    assert before.startswith("2026.11.22+")
    assert before != after


def test_the_packaged_set_loads_under_a_second_and_is_read_once() -> None:
    start = time.process_time()
    assert faults_in() == ()

    assert time.process_time() - start < 1
    assert load_knowledge() is load_knowledge()


@pytest.mark.parametrize(
    ("raw", "criterion"),
    [
        ({"finding": "a", "is": True}, OneOf("a", frozenset({True}))),
        ({"finding": "a", "in": ["x", "y"]}, OneOf("a", frozenset({"x", "y"}))),
        ({"finding": "a", "above": 1, "below": 2}, Between("a", 1, 2, open_low=True, open_high=True)),
        ({"finding": "a", "at_most": 2}, Between("a", high=2)),
        ({"not": {"finding": "a", "is": True}}, Not(OneOf("a", frozenset({True})))),
        ({"any": [{"finding": "a", "is": True}]}, AnyOf((OneOf("a", frozenset({True})),))),
        (
            {"at_least": 1, "of": [{"finding": "a", "is": True}, {"finding": "b", "is": True}]},
            AtLeast(1, (OneOf("a", frozenset({True})), OneOf("b", frozenset({True})))),
        ),
    ],
)
def test_each_form_of_criterion_is_read(raw: object, criterion: object) -> None:
    assert criterion_from(raw) == criterion


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("fever", "when"),
        ({}, "when"),
        ({"finding": "a"}, "when"),
        ({"all": []}, "when.all"),
        ({"all": [{"finding": "a", "is": True}], "any": []}, "when.any"),
        ({"at_least": 3, "of": [{"finding": "a", "is": True}, {"finding": "b", "is": True}]}, "when.at_least"),
        ({"finding": "a", "at_least": True}, "when.at_least"),
        ({"finding": "a", "at_least": 1, "above": 1}, "when"),
        ({"any": [{"not": {"finding": "a", "about": 3}}]}, "when.any.0.not"),
    ],
)
def test_a_criterion_that_cannot_be_read_is_refused_at_its_place(raw: object, field: str) -> None:
    with pytest.raises(Unreadable) as refused:
        criterion_from(raw)
    assert refused.value.field == field
