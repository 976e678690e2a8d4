"""What does `denied` in a case file stand for? A list of findings that were asked and answered with no."""

from collections.abc import Iterator
from typing import Any

from ischia.cli.case_schema import nearest
from ischia.knowledge.records import COURSE_VALUES, FindingId, FindingKind, Knowledge
from ischia.pathway.shared.errors import InputFault

NO: dict[FindingKind, bool | str] = {FindingKind.BOOLEAN: False, FindingKind.COURSE: COURSE_VALUES[0]}
"""What "no" is for each kind of finding that has one."""


def denied_faults(document: Any, knowledge: Knowledge) -> tuple[InputFault, ...]:
    """Everything in the list that cannot be denied, or is answered elsewhere in the file as well."""
    return tuple(_faults(document, knowledge))


def _faults(document: Any, knowledge: Knowledge) -> Iterator[InputFault]:
    for index, id in enumerate(document.get("denied", [])):
        field, finding = f"denied[{index}]", knowledge.findings.get(FindingId(id))
        if finding is None:
            known = [each.id for each in knowledge.findings.values() if each.kind in NO]
            yield InputFault(field=field, reason=f"There is no finding called {id}.", suggestion=nearest(id, known))
        elif finding.kind not in NO:
            yield InputFault(field=field, reason=f"{id} cannot be answered with no: it is a {finding.kind.value}.")
        elif id in document.get(finding.section.value, {}):
            yield InputFault(field=field, reason=f"{id} is also answered under {finding.section.value}.")


def with_denied(document: Any, knowledge: Knowledge) -> Any:
    """The document with every denied finding written out where it belongs; what cannot be denied is left out."""
    written = dict(document)
    for id in written.pop("denied", []):
        finding = knowledge.findings.get(FindingId(id))
        if finding is not None and finding.kind in NO:
            written[finding.section.value] = {id: NO[finding.kind], **written.get(finding.section.value, {})}
    return written
