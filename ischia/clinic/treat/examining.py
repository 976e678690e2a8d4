"""Which tests can be written down on the day, and which answers do they make?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.screen.api import Asked, read_single, single
from ischia.clinic.treat.entered import EXAMINATION, Row
from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import Finding, FindingId, FindingSection, Knowledge
from ischia.pathway.assess.api import NERVE_ROOT, in_question
from ischia.pathway.screen.api import NEWS, contradictions
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Answer, Findings
from ischia.pathway.shared.once import once


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedRow:
    """One test: a select, or a number where `asked.kind` says so. `before` is what an earlier examination found."""

    name: str
    label: str
    asked: Asked
    typed: str
    before: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedGroup:
    """Tests that stand together on the page."""

    title: str
    rows: tuple[ExaminedRow, ...]


@once
def safety_tests(knowledge: Knowledge) -> tuple[Finding, ...]:
    """The tests that safety rules look at, the gravest rule's first, without news that the re-screen asks for."""
    rules = sorted(knowledge.safety_rules, key=lambda rule: -rule.level.rank)
    news = NEWS.values()
    return _tests((id for rule in rules for id in findings_used(rule.when) if id not in news), knowledge)


@once
def leg_pain_tests(knowledge: Knowledge) -> tuple[Finding, ...]:
    """All other tests: the nerve root's first, then those of the other patterns, then the rest."""
    patterns = sorted(knowledge.patterns.values(), key=lambda pattern: pattern.id != NERVE_ROOT)
    indicators = (each for pattern in patterns for each in (*pattern.indicators, *pattern.against))
    looked_at = (id for indicator in indicators for id in findings_used(indicator.when))
    safety = {*NEWS.values(), *(finding.id for finding in safety_tests(knowledge))}
    return tuple(each for each in _tests((*looked_at, *knowledge.findings), knowledge) if each.id not in safety)


@once
def picture_tests(knowledge: Knowledge) -> frozenset[str]:
    """The tests that may change the picture: all but those that only safety rules look at."""
    leg_pain = leg_pain_tests(knowledge)
    safety = safety_tests(knowledge)
    used = {id for finding in (*leg_pain, *safety) for each in finding.implied for id in findings_used(each.when)}
    return frozenset({finding.id for finding in leg_pain} | (used & {finding.id for finding in safety}))


def _tests(ids: Iterable[str], knowledge: Knowledge) -> tuple[Finding, ...]:
    found = (knowledge.findings[FindingId(id)] for id in dict.fromkeys(ids))
    return tuple(finding for finding in found if finding.section is FindingSection.TEST)


def groups_shown(
    typed: Row, known: Findings, knowledge: Knowledge, *, faults: Iterable[InputFault]
) -> tuple[ExaminedGroup, ...]:
    """Every test with what was typed today, and what is on record from before beside it."""
    errors = {fault.field.removeprefix(EXAMINATION): fault.reason for fault in faults}
    groups = ((_("Safety first"), safety_tests(knowledge)), (_("Leg pain tests"), leg_pain_tests(knowledge)))
    return tuple(
        ExaminedGroup(title=title, rows=tuple(_row(each, typed, known, errors) for each in tests))
        for title, tests in groups
    )


def _row(finding: Finding, typed: Row, known: Findings, errors: Mapping[str, str]) -> ExaminedRow:
    asked = single(finding, known)
    return ExaminedRow(
        name=f"{EXAMINATION}{finding.id}",
        label=finding.label,
        asked=asked,
        typed=typed.get(finding.id, ""),
        before=_in_words(asked) if finding.id not in typed else "",
        error=errors.get(finding.id, ""),
    )


def _in_words(asked: Asked) -> str:
    """The answer on record in words; empty where there is none."""
    return next((option.label for option in asked.options if option.checked), asked.value)


def results(typed: Row, knowledge: Knowledge) -> dict[str, Answer]:
    """What was found, by finding. Raises BadInput naming every field that cannot be read."""
    found: dict[str, Answer] = {}
    faults: list[InputFault] = []
    for id, text in typed.items():
        try:
            found[id] = read_single(_test(id, knowledge), text)
        except BadInput as bad:
            faults += (InputFault(field=f"{EXAMINATION}{id}", reason=fault.reason) for fault in bad.faults)
    if faults:
        raise BadInput(tuple(faults))
    return found


def _test(id: str, knowledge: Knowledge) -> Finding:
    finding = knowledge.findings.get(FindingId(id))
    if finding is None or finding.section is not FindingSection.TEST:
        raise BadInput((InputFault(field=id, reason=_("This is no test that can be recorded.")),))
    return finding


def overruled(
    older: Findings, newer: Mapping[str, Answer], knowledge: Knowledge, *, among: Collection[str]
) -> Findings:
    """Both together. An older answer of `among` that a newer one contradicts gives way: it has been examined again.

    Raises BadInput for what the newer answers contradict among themselves, or in an older answer that has to be asked.
    """
    both = older.with_answers(newer)
    for contradiction in contradictions(both, knowledge):
        stale = [id for id in contradiction.findings if id in among and id in both and id not in newer]
        if not stale:
            raise BadInput(tuple(_against(contradiction.findings, newer, contradiction.message)))
        return overruled(without(older, stale), newer, knowledge, among=among)
    return both


def _against(ids: Iterable[str], newer: Mapping[str, Answer], message: str) -> Iterator[InputFault]:
    for id in ids:
        if id in newer:
            yield InputFault(field=f"{EXAMINATION}{id}", reason=message)


def without(findings: Findings, ids: Collection[str]) -> Findings:
    """The answers but for those of `ids`."""
    return Findings({id: answer for id, answer in findings.items() if id not in ids})


def without_doubted(findings: Findings, before: Findings, knowledge: Knowledge) -> Findings:
    """The answers without denials that a test found just now calls in question: they have to be given again."""
    return without(findings, set(in_question(findings, (), knowledge)) - set(in_question(before, (), knowledge)))


def examined_in_words(found: Row, knowledge: Knowledge) -> str:
    """One sentence for the note; empty when nothing was examined."""
    answers = Findings(results(found, knowledge))
    said = [_one(knowledge.findings[FindingId(id)], answers) for id in answers]
    return f"Examined: {'; '.join(said)}." if said else ""


def _one(finding: Finding, answers: Findings) -> str:
    asked = single(finding, answers)
    return f"{finding.label}: {_in_words(asked).lower()} {asked.unit_in_words}".strip().replace(" {score}", "")
