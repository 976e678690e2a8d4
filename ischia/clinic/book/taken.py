"""What is said when a course cannot be had as wished: everything in the way, and what could be had instead."""

from dataclasses import dataclass

from ischia.clinic.diary.api import Conflict
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """For one wish (counted from 0): the free slots nearest to it that keep the spacing, best first."""

    index: int
    slot: Slot
    instead: tuple[Slot, ...]


class SlotTaken(Refused):
    """Nothing was booked (or moved: `done` says it).

    `conflicts` names everything in the way, `alternatives` what is free near each clash.
    """

    def __init__(
        self,
        conflicts: tuple[Conflict, ...],
        alternatives: tuple[Alternative, ...] = (),
        *,
        done: str = "Nothing was booked.",
    ) -> None:
        clashes = len({conflict.index for conflict in conflicts})
        times = "One of the times" if clashes == 1 else f"{clashes} of the times"
        super().__init__("slot_taken", f"{times} cannot be had any more. {done}", field="slots")
        self.conflicts = conflicts
        self.alternatives = alternatives
