"""What does a decision ask of the next plan?

The stage `plan` comes before this one and knows nothing of decisions: it is handed plain values.
"""

from collections.abc import Collection

from ischia.knowledge.records import TechniqueId
from ischia.pathway.decide.values import Action, Decision
from ischia.pathway.plan.api import COMPARATOR, Changes

PRESSURE_STEP = 1
MINUTES_STEP = 15
"""How far a dose comes down after a long reaction (CLINICAL.md section 8, by consensus)."""

NOTHING_SO_FAR = Changes()


def changes_after(
    decision: Decision, *, used: Collection[TechniqueId], sessions_done: int, so_far: Changes = NOTHING_SO_FAR
) -> Changes | None:
    """Return what the next plan has to change, on top of `so_far`; None when the decision asks for no new plan.

    `used` are the techniques of the sessions done. Relaxing strokes open and close every session and are no reason to
    look for another way, unless they were all there was.
    """
    match decision.action:
        case Action.REDUCE_DOSE:
            return Changes(
                pressure_less=so_far.pressure_less + PRESSURE_STEP,
                minutes_less=so_far.minutes_less + MINUTES_STEP,
                avoid_techniques=so_far.avoid_techniques,
                sessions_done=sessions_done,
            )
        case Action.CHANGE_TECHNIQUE:
            tried = frozenset(used) - {COMPARATOR} or frozenset(used)
            return Changes(
                pressure_less=so_far.pressure_less,
                minutes_less=so_far.minutes_less,
                avoid_techniques=so_far.avoid_techniques | tried,
                sessions_done=sessions_done,
            )
        case _:
            return None
