"""How do findings and verdicts become rows, and rows findings and verdicts again?"""

from collections.abc import Mapping
from typing import Any

import msgspec

from ischia.clinic.screen.models import Clearance, Screening
from ischia.knowledge.records import FindingValue, LimitSet
from ischia.pathway.book.values import ClearanceAnswer
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.findings import UNKNOWN, Findings, Unknown


def findings_to_json(findings: Findings) -> dict[str, FindingValue]:
    """Values by finding id; "unknown" for what was asked and could not be answered."""
    return {id: answer.value if isinstance(answer, Unknown) else answer for id, answer in findings.items()}


def findings_from_json(document: Mapping[str, Any]) -> Findings:
    """The other way round."""
    return Findings({id: UNKNOWN if value == UNKNOWN.value else value for id, value in document.items()})


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """The whole verdict as builtins."""
    document: dict[str, Any] = msgspec.to_builtins(verdict, order="sorted")
    return document


def verdict_of(screening: Screening) -> Verdict:
    """The verdict as it was given, under the knowledge of its day."""
    return msgspec.convert(screening.verdict, Verdict)


def findings_of(screening: Screening) -> Findings:
    """The answers as they were given."""
    return findings_from_json(screening.findings)


def clearance_answer(clearance: Clearance | None) -> ClearanceAnswer | None:
    """What the clinician answered; None when nobody has answered."""
    return ClearanceAnswer(clearance.answer) if clearance else None


def clearance_limits(clearance: Clearance) -> LimitSet:
    """The limits that the clinician set."""
    return msgspec.convert(clearance.limits, LimitSet)
