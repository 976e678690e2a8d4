"""Which conditions may a therapist have trained for, and which of them has this client told of?

Both come from the knowledge: a condition is a pattern of the assessment, or a yes-or-no finding that a safety rule goes
by. Nothing here says that a condition needs training; it only lets training that is there be found.
"""

from collections.abc import Mapping

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, FindingKind, Knowledge, PatternId
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.once import once


@once
def trainable(knowledge: Knowledge) -> Mapping[str, str]:
    """Every condition by its knowledge id, in the knowledge's own words, patterns first."""
    patterns = {str(id): pattern.label for id, pattern in knowledge.patterns.items() if pattern.stays_in_route}
    looked_at = {FindingId(id) for rule in knowledge.contraindications.values() for id in findings_used(rule.when)}
    findings = {
        str(id): finding.label
        for id, finding in knowledge.findings.items()
        if id in looked_at and finding.kind is FindingKind.BOOLEAN
    }
    return {**patterns, **findings}


def told(verdict: Verdict, pattern: PatternId | None, knowledge: Knowledge) -> Mapping[str, str]:
    """The conditions of one client: the pattern that fits best, and what the safety rules that fired went by."""
    known = trainable(knowledge)
    wanted = [
        *([] if pattern is None else [str(pattern)]),
        *(str(id) for reason in verdict.reasons for id, answer in reason.findings_used.items() if answer is True),
    ]
    return {id: known[id] for id in wanted if id in known}
