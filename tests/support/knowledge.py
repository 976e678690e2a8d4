"""What does a small set of knowledge look like, made by hand so that a test shows all that it rests on?

Nothing here is clinical content: ids and numbers are chosen to try the engines.
"""

from dataclasses import replace
from datetime import date

from ischia.knowledge.criteria import AllOf, AnyOf, Criterion, OneOf
from ischia.knowledge.records import (
    Backing,
    Band,
    Choice,
    Claim,
    ClaimId,
    Confidence,
    Contradiction,
    EvidenceId,
    Finding,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
    Grade,
    Implication,
    Indicator,
    Knowledge,
    Level,
    LimitSet,
    Muscle,
    MuscleId,
    Pattern,
    PatternId,
    Question,
    QuestionId,
    Region,
    RegionId,
    RuleId,
    SafetyRule,
    Standing,
    Technique,
    TechniqueId,
    Wording,
)

BACKING = Backing(
    evidence=(EvidenceId("S1"),),
    standing=Standing.READ,
    confidence=Confidence.SURE,
    grade=Grade.CONSENSUS,
    reviewed_on=date(2026, 11, 22),
    reviewer="nobody",
)
SAY = Wording(client="For the client.", therapist="For the therapist.", clinician="For the clinician.")
NO_LIMITS = LimitSet()


def present(finding: str) -> Criterion:
    return OneOf(finding, frozenset({True}))


def one_of(finding: str, *values: FindingValue) -> Criterion:
    return OneOf(finding, frozenset(values))


def both(*parts: Criterion) -> Criterion:
    return AllOf(parts)


def either(*parts: Criterion) -> Criterion:
    return AnyOf(parts)


def boolean(
    id: str, *, section: FindingSection = FindingSection.HISTORY, implied: tuple[Implication, ...] = ()
) -> Finding:
    return Finding(
        id=FindingId(id),
        section=section,
        kind=FindingKind.BOOLEAN,
        label=id,
        ask_client=f"{id}?",
        ask_therapist=f"{id}?",
        implied=implied,
    )


def number(id: str, *, low: float, high: float, section: FindingSection = FindingSection.HISTORY) -> Finding:
    return replace(boolean(id, section=section), kind=FindingKind.NUMBER, minimum=low, maximum=high)


def choice(id: str, *values: str) -> Finding:
    return replace(boolean(id), kind=FindingKind.CHOICE, choices=tuple(Choice(value=v, label=v) for v in values))


def course(id: str) -> Finding:
    return replace(boolean(id), kind=FindingKind.COURSE)


def question(order: int, *findings: str) -> Question:
    ids = tuple(FindingId(finding) for finding in findings)
    return Question(id=QuestionId(f"ask_{findings[0]}"), order=order, ask_client="?", ask_therapist="?", findings=ids)


def rule(id: str, level: Level, when: Criterion, *, limits: LimitSet = NO_LIMITS, origin: str = "") -> SafetyRule:
    return SafetyRule(
        id=RuleId(id),
        origin=origin or id,
        title=id,
        level=level,
        when=when,
        say=SAY,
        backing=BACKING,
        cases=(),
        limits=limits,
    )


def technique(id: str, low: int, high: int, *, uses_tools: bool = False) -> Technique:
    return Technique(
        id=TechniqueId(id),
        label=id,
        say=SAY,
        pressure_low=low,
        pressure_high=high,
        uses_tools=uses_tools,
        parameters=(),
        backing=BACKING,
        claims=(ClaimId("some_relief"),),
    )


def muscle(id: str, *regions: str) -> Muscle:
    ids = tuple(RegionId(region) for region in regions)
    return Muscle(id=MuscleId(id), label=id, regions=ids, refers_to=(), backing=BACKING)


def region(
    id: str, *, view: str = "back", dermatomes: tuple[str, ...] = (), **findings: dict[str, FindingValue]
) -> Region:
    sides = ("left", "middle", "right")
    return Region(id=RegionId(id), label=id, view=view, sides=sides, dermatomes=dermatomes, findings=findings)


def indicator(id: str, when: Criterion, points: int = 1) -> Indicator:
    return Indicator(id=id, label=id, when=when, points=points, backing=BACKING)


def pattern(
    id: str,
    *indicators: Indicator,
    against: tuple[Indicator, ...] = (),
    stays_in_route: bool = True,
    muscles: tuple[str, ...] = ("buttock_muscle",),
    relieving_positions: tuple[str, ...] = (),
) -> Pattern:
    return Pattern(
        id=PatternId(id),
        label=id,
        say=SAY,
        indicators=indicators,
        bands=(Band(name="unlikely", at_least=0), Band(name="possible", at_least=2), Band(name="likely", at_least=4)),
        stays_in_route=stays_in_route,
        backing=BACKING,
        against=against,
        muscles=tuple(MuscleId(each) for each in muscles),
        relieving_positions=relieving_positions,
    )


TECHNIQUES = (
    technique("deep_tissue", 4, 5, uses_tools=True),
    technique("myofascial_release", 2, 3),
    technique("relaxation_massage", 2, 3),
    technique("trigger_point", 3, 4),
)
REGIONS = (
    region("buttock", dermatomes=("L5", "S1")),
    region("calf", dermatomes=("S1",), numb={"leg_numb": True}),
    region("low_back"),
    region("saddle", dermatomes=("S3",), numb={"saddle_numb": "present"}),
    region("thigh_front", view="front", dermatomes=("L3",)),
)
MUSCLES = (
    muscle("back_muscle", "low_back"),
    muscle("buttock_muscle", "buttock"),
    muscle("calf_muscle", "calf"),
    muscle("thigh_muscle", "thigh_front"),
)
SOME_RELIEF = Claim(
    id=ClaimId("some_relief"), claim="It helps.", grade="low", honest_wording="It may help a little.", backing=BACKING
)


def knowledge(
    *,
    findings: tuple[Finding, ...] = (),
    questions: tuple[Question, ...] = (),
    rules: tuple[SafetyRule, ...] = (),
    contradictions: tuple[Contradiction, ...] = (),
    patterns: tuple[Pattern, ...] = (),
    techniques: tuple[Technique, ...] = TECHNIQUES,
    regions: tuple[Region, ...] = REGIONS,
    muscles: tuple[Muscle, ...] = MUSCLES,
) -> Knowledge:
    """A whole `Knowledge` around the few records that a test is about."""
    return Knowledge(
        version="small",
        evidence={},
        findings={each.id: each for each in findings},
        questions={each.id: each for each in questions},
        contradictions={each.id: each for each in contradictions},
        red_flags={each.id: each for each in rules},
        contraindications={},
        patterns={each.id: each for each in patterns},
        techniques={each.id: each for each in techniques},
        regions={each.id: each for each in regions},
        muscles={each.id: each for each in muscles},
        instruments={},
        claims={SOME_RELIEF.id: SOME_RELIEF},
        review_facts={},
        review_rules={},
    )
