"""Do the records fit together: does everything that one record names exist, and is every comparison possible?"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from ischia.knowledge.criteria import Between, Criterion, Not, OneOf, findings_used
from ischia.knowledge.faults import Fault
from ischia.knowledge.kinds import KINDS
from ischia.knowledge.records import (
    Backing,
    Finding,
    FindingId,
    FindingKind,
    FindingSection,
    FindingValue,
    Indicator,
    Knowledge,
    Level,
    Pattern,
    Question,
    ReviewRule,
    RuleCase,
    RuleId,
    SafetyRule,
    Technique,
)

Place = tuple[str, str]  # a field's path, and what is wrong with it
Facts = Mapping[FindingId, Finding]
EXPECTATIONS = ("fires", "does_not_fire", "undecided")


def faults_between(knowledge: Knowledge) -> Iterator[Fault]:
    """Every fault that shows only when the records are read together."""
    yield from _named("findings", _finding_places(knowledge.findings))
    yield from _named("review_facts", _finding_places(knowledge.review_facts))
    yield from _implication_rings(knowledge)
    yield from _named("questions", _question_places(knowledge))
    yield from _named("contradictions", _contradiction_places(knowledge))
    yield from _named("red_flags", _safety_places(knowledge, knowledge.red_flags))
    yield from _named("contraindications", _safety_places(knowledge, knowledge.contraindications))
    yield from _named("review_rules", _review_places(knowledge))
    yield from _named("patterns", _pattern_places(knowledge))
    yield from _named("techniques", _technique_places(knowledge))
    yield from _named("regions", _region_places(knowledge))
    yield from _named("muscles", _muscle_places(knowledge))
    yield from _named("peripheral_nerves", _nerve_places(knowledge))
    yield from _named("cohort_facts", _cohort_places(knowledge))
    yield from _named("recovery_priors", _recovery_places(knowledge))
    for name, identifier, field, backing in backings(knowledge):
        for key in backing.evidence:
            if key not in knowledge.evidence:
                yield Fault(_file(name, identifier), f"{field}.evidence", f"{key} is not in the evidence register")


def backings(knowledge: Knowledge) -> Iterator[tuple[str, str, str, Backing]]:
    """Every backing there is: kind of record, its id, the field that holds the backing, and the backing."""
    for kind in KINDS:
        for identifier, record in getattr(knowledge, kind.name).items():
            if hasattr(record, "backing"):
                yield kind.name, identifier, "backing", record.backing
    for pattern in knowledge.patterns.values():
        for field, indicator in _indicators(pattern):
            yield "patterns", pattern.id, f"{field}.backing", indicator.backing
        for index, scheme in enumerate(pattern.schemes):
            yield "patterns", pattern.id, f"schemes.{index}.backing", scheme.backing
    for technique in knowledge.techniques.values():
        for index, parameter in enumerate(technique.parameters):
            yield "techniques", technique.id, f"parameters.{index}.backing", parameter.backing


def _named(kind: str, places: Iterable[tuple[str, Place]]) -> Iterator[Fault]:
    for identifier, (field, reason) in places:
        yield Fault(_file(kind, identifier), field, reason)


def _file(kind: str, identifier: str) -> str:
    folder = next(item.folder for item in KINDS if item.name == kind)
    return f"{folder}/{identifier}.yaml"


def criterion_faults(criterion: Criterion, facts: Facts, field: str) -> Iterator[Place]:
    """Comparisons that could never be made: unknown findings, values not allowed, numbers against words."""
    match criterion:
        case OneOf(finding=finding, values=values):
            for value in sorted(values, key=str):
                yield from _value_faults(facts, finding, value, field)
        case Between(finding=finding):
            yield from _bound_faults(facts, finding, criterion, field)
        case Not(part=part):
            yield from criterion_faults(part, facts, f"{field}.not")
        case _:
            for index, part in enumerate(criterion.parts):
                yield from criterion_faults(part, facts, f"{field}.{index}")


def _value_faults(facts: Facts, finding: str, value: FindingValue, field: str) -> Iterator[Place]:
    known = facts.get(FindingId(finding))
    if known is None:
        yield field, f"{finding} is not a known finding"
    elif reason := value_fault(known, value):
        yield field, f"{finding}: {reason}"


def value_fault(finding: Finding, value: object) -> str:
    """Why `value` is not possible for `finding`; empty when it is."""
    if finding.kind is FindingKind.BOOLEAN:
        return "" if isinstance(value, bool) else f"must be true or false, not {value}"
    if finding.kind is FindingKind.NUMBER:
        return _number_fault(finding, value)
    if isinstance(value, str) and value in finding.allowed_values:
        return ""
    return f"must be one of {', '.join(finding.allowed_values)}, not {value}"


def _number_fault(finding: Finding, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"must be a number, not {value}"
    if finding.whole and value != int(value):
        return f"must be a whole number, not {value}"
    low, high = finding.minimum, finding.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return f"must lie between {_plain(low)} and {_plain(high)}, not {value}"
    return ""


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _bound_faults(facts: Facts, finding: str, between: Between, field: str) -> Iterator[Place]:
    known = facts.get(FindingId(finding))
    if known is None:
        yield field, f"{finding} is not a known finding"
        return
    if known.kind is not FindingKind.NUMBER:
        yield field, f"{finding} is not a number, so it cannot have bounds"
        return
    for bound in (between.low, between.high):
        if bound is not None and (known.minimum or 0) > bound:
            yield field, f"{finding}: the bound {bound:g} is under its minimum {_plain(known.minimum)}"
        if bound is not None and known.maximum is not None and bound > known.maximum:
            yield field, f"{finding}: the bound {bound:g} is over its maximum {_plain(known.maximum)}"


def _finding_places(facts: Facts) -> Iterator[tuple[str, Place]]:
    for identifier, finding in facts.items():
        for index, implication in enumerate(finding.implied):
            if reason := value_fault(finding, implication.value):
                yield identifier, (f"implied.{index}.value", reason)
            for place in criterion_faults(implication.when, facts, f"implied.{index}.when"):
                yield identifier, place
        if finding.ask_when:
            for place in criterion_faults(finding.ask_when, facts, "ask_when"):
                yield identifier, place


def _implication_rings(knowledge: Knowledge) -> Iterator[Fault]:
    needs: dict[str, set[str]] = {
        identifier: {used for item in finding.implied for used in findings_used(item.when)}
        for identifier, finding in knowledge.findings.items()
    }
    for identifier in needs:
        if identifier in _reachable(identifier, needs):
            yield Fault(_file("findings", identifier), "implied", "follows from itself, through a ring of implications")


def _reachable(start: str, needs: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(needs.get(current, ()))
    return seen


def _question_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    asked_by: dict[str, str] = {}
    for identifier, question in knowledge.questions.items():
        for finding in question.findings:
            if finding in asked_by:
                yield identifier, ("findings", f"{finding} is already asked by {asked_by[finding]}")
            asked_by[finding] = identifier
            for place in _asking_faults(question, knowledge.findings.get(finding), finding):
                yield identifier, place


def _asking_faults(question: Question, finding: Finding | None, name: str) -> Iterator[Place]:
    if finding is None:
        yield "findings", f"{name} is not a known finding"
        return
    if question.is_checklist:
        for field, value in (("tick_value", question.tick_value), ("untick_value", question.untick_value)):
            if reason := value_fault(finding, value):
                yield field, f"{name}: {reason}"


def _contradiction_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, contradiction in knowledge.contradictions.items():
        for place in criterion_faults(contradiction.when, knowledge.findings, "when"):
            yield identifier, place
        if set(contradiction.findings) != set(findings_used(contradiction.when)):
            yield identifier, ("findings", "must name just the findings that `when` looks at")
        if contradiction.detail_of not in (None, *contradiction.findings):
            yield identifier, ("detail_of", "must be one of the findings that contradict each other")


def _safety_places(knowledge: Knowledge, rules: Mapping[RuleId, SafetyRule]) -> Iterator[tuple[str, Place]]:
    asked = _can_be_known(knowledge)
    for identifier, rule in rules.items():
        for place in _rule_places(rule.when, rule.cases, knowledge.findings):
            yield identifier, place
        for finding in sorted(set(findings_used(rule.when)) & set(knowledge.findings) - asked):
            yield identifier, ("when", f"{finding} is asked by no question and implied by nothing")
        for technique in sorted(rule.limits.exclude_techniques - set(knowledge.techniques)):
            yield identifier, ("limits.exclude_techniques", f"{technique} is not a known technique")
        for region in sorted(rule.limits.avoid_regions - set(knowledge.regions)):
            yield identifier, ("limits.avoid_regions", f"{region} is not a known region")
        if rule.level is Level.EMERGENCY and not rule.act_now.strip():
            yield identifier, ("act_now", "an emergency must say what to do now")


def _can_be_known(knowledge: Knowledge) -> set[str]:
    """Findings that an answer can reach: asked by a question, examined by the therapist, or implied."""
    asked: set[str] = {finding for question in knowledge.questions.values() for finding in question.findings}
    examined = {key for key, item in knowledge.findings.items() if item.section is FindingSection.TEST or item.implied}
    return asked | examined


def _rule_places(when: Criterion, cases: tuple[RuleCase, ...], facts: Facts) -> Iterator[Place]:
    yield from criterion_faults(when, facts, "when")
    for index, case in enumerate(cases):
        for finding, value in case.findings.items():
            yield from _value_faults(facts, finding, value, f"cases.{index}.findings.{finding}")
    for expectation in EXPECTATIONS:
        if all(case.expect != expectation for case in cases):
            yield "cases", f"no case expects {expectation}"


def _review_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, rule in knowledge.review_rules.items():
        for place in _rule_places(rule.when, rule.cases, knowledge.review_facts):
            yield identifier, place
        yield from ((identifier, place) for place in _referral_faults(rule))


def _referral_faults(rule: ReviewRule) -> Iterator[Place]:
    if rule.action == "stop_and_refer" and rule.refer is None:
        yield "refer", "stop_and_refer must say how urgently"


def _indicators(pattern: Pattern) -> Iterator[tuple[str, Indicator]]:
    for index, indicator in enumerate(pattern.indicators):
        yield f"indicators.{index}", indicator
    for index, indicator in enumerate(pattern.against):
        yield f"against.{index}", indicator
    for index, scheme in enumerate(pattern.schemes):
        for number, indicator in enumerate(scheme.indicators):
            yield f"schemes.{index}.indicators.{number}", indicator


def _pattern_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, pattern in knowledge.patterns.items():
        for place in _pattern_faults(pattern, knowledge):
            yield identifier, place


def _pattern_faults(pattern: Pattern, knowledge: Knowledge) -> Iterator[Place]:
    for field, indicator in _indicators(pattern):
        yield from criterion_faults(indicator.when, knowledge.findings, f"{field}.when")
        yield from _missing(f"{field}.ask_about", indicator.ask_about, knowledge.findings, "finding")
    for index, scheme in enumerate(pattern.schemes):
        if scheme.suggests:
            yield from criterion_faults(scheme.suggests, knowledge.findings, f"schemes.{index}.suggests")
    if pattern.leaves_route_when:
        yield from criterion_faults(pattern.leaves_route_when, knowledge.findings, "leaves_route_when")
        if pattern.stays_in_route:
            yield "leaves_route_when", "belongs only to a pattern that does not stay in the route"
    yield from _missing("muscles", pattern.muscles, knowledge.muscles, "muscle")


def _technique_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, technique in knowledge.techniques.items():
        for place in _technique_faults(technique, knowledge):
            yield identifier, place


def _technique_faults(technique: Technique, knowledge: Knowledge) -> Iterator[Place]:
    yield from _missing("claims", technique.claims, knowledge.claims, "claim")
    yield from _missing("targets", technique.targets, knowledge.muscles, "muscle")
    if technique.pressure_low > technique.pressure_high:
        yield "pressure_low", "is above pressure_high"
    for index, parameter in enumerate(technique.parameters):
        if parameter.low > parameter.high:
            yield f"parameters.{index}.low", "is above high"


def _region_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, region in knowledge.regions.items():
        for symptom, implied in region.findings.items():
            for finding, value in implied.items():
                for place in _value_faults(knowledge.findings, finding, value, f"findings.{symptom}.{finding}"):
                    yield identifier, place


def _muscle_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, muscle in knowledge.muscles.items():
        for field in ("regions", "refers_to"):
            for place in _missing(field, getattr(muscle, field), knowledge.regions, "region"):
                yield identifier, place


def _nerve_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, nerve in knowledge.peripheral_nerves.items():
        for place in _missing("regions", nerve.regions, knowledge.regions, "region"):
            yield identifier, place


def _cohort_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, fact in knowledge.cohort_facts.items():
        if fact.measure is not None:
            for place in _missing("measure", (fact.measure,), knowledge.instruments, "instrument"):
                yield identifier, place


def _recovery_places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    for identifier, prior in knowledge.recovery_priors.items():
        for place in _missing("id", (identifier,), knowledge.instruments, "instrument"):
            yield identifier, place
        for place in _missing("facts", prior.facts, knowledge.cohort_facts, "cohort fact"):
            yield identifier, place


def _missing(field: str, names: Iterable[str], known: Collection[str], noun: str) -> Iterator[Place]:
    for name in names:
        if name not in known:
            yield field, f"{name} is not a known {noun}"
