"""Who might come through the door? A seeded generator of plausible people, as complete sets of answers.

Most are well apart from their leg; some have a condition or two; some bring the very cluster that a safety rule
describes (taken from the cases that travel with the rules); some cannot answer everything. The shares are chosen to try
the engines hard, not to describe a population: they are no epidemiology.
"""

from collections.abc import Iterator
from random import Random

from ischia.knowledge.records import (
    COURSE_VALUES,
    Finding,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
    Knowledge,
)
from ischia.pathway.screen.api import close, contradictions
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings

SHARE_WITH_A_RULES_CLUSTER = 0.35
SHARE_WHO_CANNOT_SAY = 0.15
SHARE_EXAMINED = 0.4
RARE = 0.003

COMMON = {
    "antiplatelet": 0.06,
    "buttock_pain": 0.6,
    "cough_sneeze_strain_leg_pain": 0.3,
    "diabetes": 0.07,
    "gluteal_trigger_point": 0.4,
    "high_blood_pressure": 0.2,
    "leg_worse_than_back": 0.5,
    "night_pain_from_leg": 0.15,
    "numbness_or_tingling_in_leg": 0.5,
    "osteoporosis": 0.04,
    "pain_below_knee": 0.6,
    "past_trauma": 0.05,
    "seen_by_clinician_this_episode": 0.5,
    "slr_reproduces_leg_pain": 0.4,
    "varicose_veins": 0.08,
    "worse_sitting": 0.5,
}


def people(knowledge: Knowledge, *, count: int, seed: int = 2026) -> Iterator[Findings]:
    """Yield `count` people; the same seed and knowledge always give the same ones."""
    for number in range(count):
        yield person(knowledge, Random(f"{seed}-{number}"))


def person(knowledge: Knowledge, random: Random) -> Findings:
    """One person whose answers do not contradict each other."""
    is_examined = random.random() < SHARE_EXAMINED
    asked = [each for each in knowledge.findings.values() if is_examined or each.section is not FindingSection.TEST]
    answers: dict[str, Answer] = {each.id: _answer(each, random) for each in asked}
    if random.random() < SHARE_WITH_A_RULES_CLUSTER:
        answers.update(_cluster(knowledge, random))
    if random.random() < SHARE_WHO_CANNOT_SAY:
        answers.update(dict.fromkeys(random.sample(sorted(answers), 3), UNKNOWN))
    return without_contradictions(_as_it_follows(answers, knowledge), knowledge)


def _as_it_follows(answers: dict[str, Answer], knowledge: Knowledge) -> Findings:
    """Leave out the answers that others imply differently: nobody would be asked for them."""
    could_follow = {id: answer for id, answer in answers.items() if knowledge.findings[FindingId(id)].implied}
    others = Findings({id: answer for id, answer in answers.items() if id not in could_follow})
    return others.with_answers({id: could_follow[id] for id in could_follow if id not in close(others, knowledge)})


def without_contradictions(findings: Findings, knowledge: Knowledge) -> Findings:
    """Take back answers until nothing contradicts itself, the last named of each contradiction first."""
    while found := contradictions(findings, knowledge):
        stated = [id for id in found[0].findings if id in findings]
        findings = Findings({id: answer for id, answer in findings.items() if id != stated[-1]})
    return findings


def _answer(finding: Finding, random: Random) -> FindingValue:
    match finding.kind:
        case FindingKind.NUMBER:
            return _number(finding, random)
        case FindingKind.CHOICE:
            return random.choice(finding.allowed_values)
        case FindingKind.COURSE:
            return random.choice(COURSE_VALUES[1:]) if random.random() < RARE else COURSE_VALUES[0]
        case FindingKind.BOOLEAN:
            return random.random() < COMMON.get(finding.id, RARE)


def _number(finding: Finding, random: Random) -> FindingValue:
    low, high = int(finding.minimum or 0), int(finding.maximum or 10)
    match finding.id:
        case "age":
            return round(random.triangular(18, 92, 48))
        case "leg_pain_intensity" | "back_pain_intensity":
            return round(random.triangular(0, 10, 5))
        case "leg_pain_weeks":
            return round(random.expovariate(1 / 12))
        case "systolic_blood_pressure":
            return round(random.gauss(130, 15))
        case "diastolic_blood_pressure":
            return round(random.gauss(80, 8))
        case "weakest_leg_muscle_grade":
            return 5 if random.random() < 1 - RARE else random.randint(0, 4)
        case "wells_dvt_score":
            return low if random.random() < 1 - RARE else random.randint(low, high)
        case _:
            return random.randint(low, high)


def _cluster(knowledge: Knowledge, random: Random) -> dict[str, Answer]:
    """The answers of a case in which some rule fires."""
    cases = [case for rule in knowledge.safety_rules for case in rule.cases if case.expect == "fires"]
    return dict(random.choice(cases).findings) if cases else {}


def well_person(knowledge: Knowledge) -> Findings:
    """A healthy person of 45 with three weeks of moderate pain down the left leg, who denies everything else.

    Nobody has examined them, and details that hang on a denied answer are not there.
    """
    denied: dict[str, Answer] = {
        each.id: COURSE_VALUES[0] if each.kind is FindingKind.COURSE else False
        for each in knowledge.findings.values()
        if each.kind in (FindingKind.BOOLEAN, FindingKind.COURSE) and each.section is not FindingSection.TEST
    }
    own: dict[str, Answer] = {
        "age": 45,
        "sex_at_birth": "female",
        "leg_pain_side": "left",
        "leg_pain_intensity": 4,
        "leg_pain_weeks": 3,
        "pain_below_knee": True,
        "leg_worse_than_back": True,
        "long_standing_control_problem": "none",
    }
    return Findings({**denied, **{id: answer for id, answer in own.items() if id in knowledge.findings}})
