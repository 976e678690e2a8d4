"""Which small set of rules do the spec tests of the safety check share?

One rule of each level, one that needs an examination, one that follows from another answer, and two limits.
"""

from ischia.knowledge.criteria import Between
from ischia.knowledge.records import (
    Contradiction,
    FindingId,
    FindingSection,
    Implication,
    Level,
    LimitSet,
    RegionId,
    TechniqueId,
)
from ischia.pathway.shared.findings import Answer
from tests.support.knowledge import (
    boolean,
    both,
    choice,
    course,
    either,
    knowledge,
    number,
    one_of,
    present,
    question,
    rule,
)

NEVER_PREGNANT = Implication(value=False, when=one_of("sex", "male"))

FINDINGS = (
    course("saddle_numb"),
    boolean("leg_numb"),
    boolean("calf_swollen"),
    boolean("breathless"),
    boolean("cancer"),
    boolean("anticoagulant"),
    boolean("osteoporosis"),
    boolean("pregnant", implied=(NEVER_PREGNANT,)),
    number("pregnancy_weeks", low=0, high=45),
    choice("sex", "female", "male"),
    number("age", low=0, high=120, section=FindingSection.PERSON),
    boolean("clonus", section=FindingSection.TEST),
    boolean("hands_clumsy"),
)

THIN_BLOOD = LimitSet(
    max_pressure=3, no_tools=True, exclude_techniques=frozenset({TechniqueId("deep_tissue")}), precautions=("Bruises?",)
)
BRITTLE_BONE = LimitSet(
    max_pressure=2, avoid_regions=frozenset({RegionId("low_back")}), positions=frozenset({"side_lying", "supine"})
)
LATE_PREGNANCY = LimitSet(max_minutes=30, positions=frozenset({"side_lying", "semi_reclined"}))

RULES = (
    rule("saddle", Level.EMERGENCY, one_of("saddle_numb", "new", "worse", "present"), origin="RF01"),
    rule("lung_clot", Level.EMERGENCY, both(present("calf_swollen"), present("breathless"))),
    rule("leg_clot", Level.URGENT, present("calf_swollen"), origin="RF24"),
    rule("cord", Level.URGENT, either(present("hands_clumsy"), present("clonus"))),
    rule("cancer", Level.CLINICIAN_FIRST, present("cancer")),
    rule("thin_blood", Level.LIMITS, present("anticoagulant"), limits=THIN_BLOOD),
    rule("brittle_bone", Level.LIMITS, present("osteoporosis"), limits=BRITTLE_BONE),
    rule(
        "late_pregnancy",
        Level.LIMITS,
        both(present("pregnant"), Between("pregnancy_weeks", low=22, open_low=True)),
        limits=LATE_PREGNANCY,
    ),
    rule("card", Level.CLEAR, present("leg_numb")),
)

QUESTIONS = (
    question(1, "saddle_numb"),
    question(2, "calf_swollen"),
    question(3, "breathless"),
    question(4, "hands_clumsy"),
    question(5, "cancer"),
    question(6, "anticoagulant", "osteoporosis"),
    question(7, "pregnant"),
    question(8, "pregnancy_weeks"),
    question(9, "leg_numb"),
)

NEVER_AND_WEEKS = Contradiction(
    id="never_pregnant_with_weeks",
    findings=(FindingId("pregnant"), FindingId("pregnancy_weeks")),
    when=both(one_of("pregnant", False), Between("pregnancy_weeks", low=1)),
    message="Not pregnant, and weeks of pregnancy: which is right?",
)

SMALL = knowledge(findings=FINDINGS, questions=QUESTIONS, rules=RULES, contradictions=(NEVER_AND_WEEKS,))

HEALTHY: dict[str, Answer] = {
    "saddle_numb": "absent",
    "calf_swollen": False,
    "breathless": False,
    "hands_clumsy": False,
    "cancer": False,
    "anticoagulant": False,
    "osteoporosis": False,
    "pregnant": False,
}
