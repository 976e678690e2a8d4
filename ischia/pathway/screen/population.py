"""Who might come through the door? Plausible people, as complete sets of answers, to try the safety check on.

Most are well apart from their leg; some have an illness or two; some bring the very cluster of answers that a safety
rule describes (taken from the cases that travel with the rules); some cannot answer everything. The few shares that
the fact base prints are marked with where it prints them. **All others are made up**: mixing shares, chosen to try the
engines hard. They are no clinical facts, and nothing may be concluded from them about how common anything is.

Chance comes from the caller, so that the same seed and the same knowledge always give the same people.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from ischia.knowledge.records import (
    COURSE_VALUES,
    Finding,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
    Knowledge,
)
from ischia.pathway.screen.checking import contradictions
from ischia.pathway.screen.closing import close
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings

Member = TypeVar("Member")


class Chance(Protocol):
    """The source of chance: `random.Random` with a seed is one."""

    def random(self) -> float:
        """A number from 0 up to 1."""

    def randint(self, a: int, b: int, /) -> int:
        """A whole number from `a` to `b`, both included."""

    def gauss(self, mu: float, sigma: float, /) -> float:
        """A normally distributed number."""

    def triangular(self, low: float, high: float, mode: float, /) -> float:
        """A number between `low` and `high`, most often near `mode`."""

    def expovariate(self, lambd: float, /) -> float:
        """A number from 0 up, with the mean `1 / lambd`."""

    def choice(self, seq: Sequence[Member], /) -> Member:
        """One member."""

    def sample(self, population: Sequence[Member], k: int, /) -> list[Member]:
        """`k` different members."""


# Made up: how the people are mixed.
SHARE_WITH_A_RULES_CLUSTER = 0.35
SHARE_WITH_SPINAL_INFECTION = 0.01
SHARE_WHO_CANNOT_SAY = 0.15
SHARE_WHO_LEFT_QUESTIONS_OUT = 0.1
SHARE_EXAMINED = 0.4
SHARE_WITH_ROOT_DEFICIT = 0.3
UNUSUAL = 0.003

# Made up, unless a source stands behind it.
COMMON = {
    "antiplatelet": 0.06,
    "buttock_pain": 0.6,
    "cough_sneeze_strain_leg_pain": 0.3,
    "diabetes": 0.07,
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

# Made up: the choice that nearly everybody makes; a choice that is not here is drawn evenly.
USUAL_CHOICE = {
    "leg_pain_side": "left",
    "long_standing_control_problem": "none",
    "upper_motor_neuron_signs": "none",
}

# Published, with the place in CLINICAL.md.
LEG_PAIN = (5.2, 2.4)  # section 9, ATLAS in primary care (S5, S6): mean and standard deviation of the 0-10 scale
BACK_PAIN = (5.6, 2.2)  # the same
TRIGGER_POINT_WITH_ROOT_DEFICIT = 0.764  # section 3.3, gluteal trigger points in radiculopathy (S51)
TRIGGER_POINT_OTHERWISE = 0.019  # the same, in healthy people
FEVER_IN_SPINAL_INFECTION = 0.72  # RF11, spondylodiscitis (S10)
DEFICIT_IN_SPINAL_INFECTION = 0.47  # RF11, the lower end of what is given (S10)


def people(knowledge: Knowledge, chance: Chance, *, count: int) -> Iterator[Findings]:
    """Yield `count` people, whose answers do not contradict each other."""
    for _ in range(count):
        yield person(knowledge, chance)


def person(knowledge: Knowledge, chance: Chance) -> Findings:
    """Invent one person."""
    is_examined = chance.random() < SHARE_EXAMINED
    asked = [each for each in knowledge.findings.values() if is_examined or not _is_test(each)]
    answers: dict[str, Answer] = {each.id: _answer(each, chance) for each in asked}
    if is_examined:
        answers.update(_what_belongs_to_a_root(knowledge, chance))
    answers.update(_trouble(knowledge, chance))
    if chance.random() < SHARE_WHO_CANNOT_SAY:
        answers.update(dict.fromkeys(chance.sample(sorted(answers), 3), UNKNOWN))
    if chance.random() < SHARE_WHO_LEFT_QUESTIONS_OUT:
        left_out = set(chance.sample(sorted(answers), chance.randint(1, 12)))
        answers = {id: answer for id, answer in answers.items() if id not in left_out}
    return without_contradictions(_as_it_follows(answers, knowledge), knowledge)


def well_person(knowledge: Knowledge) -> Findings:
    """A healthy person of 45 with three weeks of moderate pain down the left leg, who denies everything else.

    Nobody has examined them, and details that hang on a denied answer are not there.
    """
    denied: dict[str, Answer] = {
        each.id: COURSE_VALUES[0] if each.kind is FindingKind.COURSE else False
        for each in knowledge.findings.values()
        if each.kind in (FindingKind.BOOLEAN, FindingKind.COURSE) and not _is_test(each)
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
    return Findings({**denied, **_known_to(knowledge, own)})


def without_contradictions(findings: Findings, knowledge: Knowledge) -> Findings:
    """Take back answers until nothing contradicts itself, the last named of each contradiction first."""
    while found := contradictions(findings, knowledge):
        stated = [id for id in found[0].findings if id in findings]
        findings = Findings({id: answer for id, answer in findings.items() if id != stated[-1]})
    return findings


def _as_it_follows(answers: dict[str, Answer], knowledge: Knowledge) -> Findings:
    """Leave out the answers that others imply differently: nobody would be asked for them."""
    could_follow = {id: answer for id, answer in answers.items() if knowledge.findings[FindingId(id)].implied}
    others = Findings({id: answer for id, answer in answers.items() if id not in could_follow})
    follows = close(others, knowledge)
    return others.with_answers({id: answer for id, answer in could_follow.items() if id not in follows})


def _answer(finding: Finding, chance: Chance) -> FindingValue:
    match finding.kind:
        case FindingKind.NUMBER:
            return _number(finding, chance)
        case FindingKind.CHOICE:
            return _choice(finding, chance)
        case FindingKind.COURSE:
            return chance.choice(COURSE_VALUES[1:]) if chance.random() < UNUSUAL else COURSE_VALUES[0]
        case FindingKind.BOOLEAN:
            return chance.random() < COMMON.get(finding.id, UNUSUAL)


def _choice(finding: Finding, chance: Chance) -> FindingValue:
    usual = USUAL_CHOICE.get(finding.id)
    return usual if usual and chance.random() < 1 - UNUSUAL else chance.choice(finding.allowed_values)


def _number(finding: Finding, chance: Chance) -> FindingValue:
    low, high = int(finding.minimum or 0), int(finding.maximum or 10)
    match finding.id:
        case "age":
            drawn = chance.triangular(18, 92, 48)
        case "leg_pain_intensity":
            drawn = chance.gauss(*LEG_PAIN)
        case "back_pain_intensity":
            drawn = chance.gauss(*BACK_PAIN)
        case "leg_pain_weeks":
            drawn = chance.expovariate(1 / 12)
        case "systolic_blood_pressure":
            drawn = chance.gauss(130, 15)
        case "diastolic_blood_pressure":
            drawn = chance.gauss(80, 8)
        case "weakest_leg_muscle_grade" | "myotome_l2" | "myotome_l3" | "myotome_l4" | "myotome_l5" | "myotome_s1":
            drawn = high if chance.random() < 1 - UNUSUAL else chance.randint(low, high)
        case "wells_dvt_score" | "phq2_score":
            drawn = low if chance.random() < 1 - UNUSUAL else chance.randint(low, high)
        case _:
            drawn = chance.randint(low, high)
    return min(max(round(drawn), low), high)


def _what_belongs_to_a_root(knowledge: Knowledge, chance: Chance) -> dict[str, Answer]:
    """A lost reflex or feeling, and the gluteal trigger point that goes with it."""
    has_deficit = chance.random() < SHARE_WITH_ROOT_DEFICIT
    share = TRIGGER_POINT_WITH_ROOT_DEFICIT if has_deficit else TRIGGER_POINT_OTHERWISE
    return _known_to(
        knowledge,
        {
            "ankle_reflex_reduced": has_deficit and chance.random() < 0.5,
            "sensory_loss_found": has_deficit,
            "gluteal_trigger_point": chance.random() < share,
        },
    )


def _trouble(knowledge: Knowledge, chance: Chance) -> dict[str, Answer]:
    """What makes this person more than a sore leg: nothing, an infected disc, or a case in which some rule fires."""
    drawn = chance.random()
    if drawn < SHARE_WITH_SPINAL_INFECTION:
        return _spinal_infection(knowledge, chance)
    if drawn < SHARE_WITH_SPINAL_INFECTION + SHARE_WITH_A_RULES_CLUSTER:
        cases = [case for rule in knowledge.safety_rules for case in rule.cases if case.expect == "fires"]
        return dict(chance.choice(cases).findings) if cases else {}
    return {}


def _spinal_infection(knowledge: Knowledge, chance: Chance) -> dict[str, Answer]:
    return _known_to(
        knowledge,
        {
            "diabetes": True,
            "recent_infection": True,
            "progressive_rest_or_night_pain": True,
            "fever": chance.random() < FEVER_IN_SPINAL_INFECTION,
            "leg_weakness": "new" if chance.random() < DEFICIT_IN_SPINAL_INFECTION else COURSE_VALUES[0],
        },
    )


def _known_to(knowledge: Knowledge, answers: dict[str, Answer]) -> dict[str, Answer]:
    return {id: answer for id, answer in answers.items() if FindingId(id) in knowledge.findings}


def _is_test(finding: Finding) -> bool:
    return finding.section is FindingSection.TEST
