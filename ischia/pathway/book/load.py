"""How much of a session is hard work for the therapist's hands, and what does a day still take of it?

Deep work is what the plan gives to deep tissue massage or trigger point therapy, at whatever pressure, and every other
part at pressure 4 (firm) or 5 (deep). How much of it a therapist takes on in a day is the therapist's or the clinic's
to say; no number is known for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLoad:
    """What one therapist has on one day, and the most of it; None is no limit."""

    sessions: int = 0
    deep_minutes: int = 0
    most_sessions: int | None = None
    most_deep_minutes: int | None = None

    @property
    def is_full(self) -> bool:
        """Whether the day takes no further session at all."""
        return self.most_sessions is not None and self.sessions >= self.most_sessions

    def is_too_deep_with(self, minutes: int) -> bool:
        """Whether a session with so many minutes of deep work is too much. One without any never is."""
        return bool(minutes) and self.most_deep_minutes is not None and self.left_of_deep_minutes < minutes

    @property
    def left_of_deep_minutes(self) -> int:
        """How much deep work the day still takes; only where there is a limit."""
        return max(0, (self.most_deep_minutes or 0) - self.deep_minutes)

    def refuses(self, minutes: int) -> bool:
        """Whether the day is closed to a session with so many minutes of deep work."""
        return self.is_full or self.is_too_deep_with(minutes)

    def with_session(self, minutes: int) -> "DayLoad":
        """The same day with one session more."""
        return replace(self, sessions=self.sessions + 1, deep_minutes=self.deep_minutes + minutes)
