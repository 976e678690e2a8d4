"""What may booking do for this person, given the verdict and a clinician's answer?

| Outcome | no clearance | yes, yes with limits | no |
|---|---|---|---|
| clear, limits | confirm | confirm | nothing |
| clinician_first | hold | confirm | nothing |
| incomplete, other_route, urgent, emergency | nothing | nothing | nothing |
"""

from ischia.pathway.book.values import ClearanceAnswer, Permission
from ischia.pathway.screen.values import Outcome

MAY_CONFIRM = frozenset({Outcome.CLEAR, Outcome.LIMITS})
MAY_HOLD = MAY_CONFIRM | {Outcome.CLINICIAN_FIRST}
CLEARED = frozenset({ClearanceAnswer.YES, ClearanceAnswer.YES_WITH_LIMITS})


def permission(outcome: Outcome, clearance: ClearanceAnswer | None) -> Permission:
    """What the safety gate permits. A clinician's "no" closes it whatever the verdict was."""
    if outcome not in MAY_HOLD or clearance is ClearanceAnswer.NO:
        return Permission.NOTHING
    if outcome in MAY_CONFIRM or clearance in CLEARED:
        return Permission.CONFIRM
    return Permission.HOLD


def why_not(outcome: Outcome, clearance: ClearanceAnswer | None) -> str:
    """In plain words, why booking may not be confirmed; empty when it may."""
    if permission(outcome, clearance) is Permission.CONFIRM:
        return ""
    if outcome in MAY_HOLD and clearance is ClearanceAnswer.NO:
        return "The clinician who was asked advised against massage, so no visit can be booked."
    return _WHY_NOT[outcome]


_WHY_NOT = {
    Outcome.CLINICIAN_FIRST: "Times can be held, and are confirmed once a clinician has said that massage is suitable.",
    Outcome.INCOMPLETE: "The safety questions are not finished, so no visit can be booked yet.",
    Outcome.OTHER_ROUTE: "The answers point to a cause that massage for sciatica is not meant for.",
    Outcome.URGENT: "The answers need to be looked at by a clinician the same day. No visit can be booked.",
    Outcome.EMERGENCY: "The answers need emergency care now. No visit can be booked.",
}
