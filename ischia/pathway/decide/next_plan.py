"""What does a decision ask of the next plan?

The stage `plan` comes before this one and knows nothing of decisions: it is handed plain values.
"""

from collections.abc import Collection
from dataclasses import replace

from ischia.knowledge.records import TechniqueId
from ischia.pathway.decide.values import Action, Decision
from ischia.pathway.plan.api import COMPARATOR, Changes

PRESSURE_STEP = 1
MINUTES_STEP = 15
"""How far a dose comes down after a long reaction (CLINICAL.md section 8, by consensus)."""

NOTHING_SO_FAR = Changes()


def changes_after(
    decision: Decision,
    *,
    used: Collection[TechniqueId],
    sessions_done: int,
    so_far: Changes = NOTHING_SO_FAR,
    is_block_done: bool = False,
) -> Changes | None:
    """Return what the next plan has to change, on top of `so_far`; None when the decision asks for no new plan.

    Going on, and spacing sessions out, keep the plan there is; once its block is done (`is_block_done`) they ask for
    the next block of the same kind. How far sessions are spaced out no source says: that is for two people to agree.

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
        case Action.CONTINUE | Action.TAPER if is_block_done:
            return replace(so_far, sessions_done=sessions_done)
        case _:
            return None
