"""How much of a session is hard work for the therapist's hands?

Deep work is what the plan gives to deep tissue massage or trigger point therapy, at whatever pressure, and every other
part at pressure 4 (firm) or 5 (deep). How much of it a therapist takes on in a day is the therapist's or the clinic's
to say; no number is known for it.
"""

from collections.abc import Iterable

DEEP_TECHNIQUES = frozenset({"deep_tissue", "trigger_point"})
FIRM = 4

Part = tuple[str, int, int]
"""A part of a session: technique, pressure (1 to 5), minutes."""


def deep_minutes(parts: Iterable[Part], session_minutes: int) -> int:
    """The minutes of deep work that a session of that length holds when the plan's `parts` are given in it."""
    planned = sum(minutes for technique, pressure, minutes in parts if is_deep(technique, pressure))
    return min(planned, session_minutes)


def is_deep(technique: str, pressure: int) -> bool:
    """Whether a part of a session is deep work."""
    return technique in DEEP_TECHNIQUES or pressure >= FIRM
