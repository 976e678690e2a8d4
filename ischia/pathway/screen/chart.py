"""Which findings does a mark on the body chart state by itself, a numb saddle first of all?"""

from collections.abc import Iterable

from ischia.knowledge.records import COURSE_VALUES, FindingValue, Knowledge, Region
from ischia.pathway.shared.body_chart import BodyChart, Mark
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Findings

_HIGHEST_INTENSITY = 10
_DENIED = "The answer says no, the body chart shows it."


def findings_from_chart(chart: BodyChart, knowledge: Knowledge) -> Findings:
    """Return what the marks state. Raises `BadInput` for an unknown region, side or intensity."""
    faults = tuple(fault for number, mark in enumerate(chart) for fault in _mark_faults(number, mark, knowledge))
    if faults:
        raise BadInput(faults)
    return Findings({id: value for mark in chart for id, value in _stated(mark, knowledge).items()})


def with_chart(findings: Findings, chart: BodyChart, knowledge: Knowledge) -> Findings:
    """Add what the marks state to the answers.

    A mark fills what was not asked or could not be answered. An answer that already affirms the symptom stands, since
    it says more (its course). Raises `BadInput` where an answer denies what a mark shows: nobody guesses which is true.
    """
    stated = findings_from_chart(chart, knowledge)
    denied = [id for id in stated if _is_denial(findings.known(id)) and not _is_denial(stated.known(id))]
    if denied:
        raise BadInput(tuple(InputFault(field=id, reason=_DENIED) for id in denied))
    return findings.with_answers({id: value for id, value in stated.items() if findings.known(id) is None})


def _stated(mark: Mark, knowledge: Knowledge) -> dict[str, FindingValue]:
    return knowledge.regions[mark.region].findings.get(mark.symptom.value, {})


def _is_denial(value: FindingValue | None) -> bool:
    return value is False or value == COURSE_VALUES[0]


def _mark_faults(number: int, mark: Mark, knowledge: Knowledge) -> Iterable[InputFault]:
    field = f"body_chart[{number}]"
    region: Region | None = knowledge.regions.get(mark.region)
    if region is None:
        yield InputFault(field=f"{field}.region", reason=f"There is no region {mark.region}.")
        return
    if mark.side.value not in region.sides:
        yield InputFault(field=f"{field}.side", reason=f"{region.label} has no side {mark.side.value}.")
    if not 0 <= mark.intensity <= _HIGHEST_INTENSITY:
        yield InputFault(field=f"{field}.intensity", reason=f"{mark.intensity} is not between 0 and 10.")
