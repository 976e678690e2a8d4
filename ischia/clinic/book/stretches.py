"""What does each wished session take of the diary, once it is known what is in its way?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.overriding import overrides
from ischia.clinic.diary.api import Examination, Stretch, Wish, any_room
from ischia.clinic.places.api import Clinic
from ischia.pathway.book.api import local_day


def stretches(
    *,
    actor: Actor,
    clinic: Clinic,
    wishes: Sequence[Wish],
    found: Examination,
    override_reason: str,
    now: datetime,
) -> list[Stretch]:
    """One stretch for each wish. Writes the overrides that are needed.

    The rule that nothing overlaps is lifted only where something does; hours and limits need no more than the record.
    """
    overridden = overrides(actor, found, override_reason, now)
    return [
        Stretch(
            therapist=UUID(wish.slot.therapist),
            room=found.rooms[index] or wish.room or any_room(UUID(wish.slot.place)),
            client=wish.client,
            whole=wish.whole,
            session=wish.session,
            day=local_day(wish.slot.start, clinic.zone),
            deep_minutes=wish.deep_minutes,
            override=overridden.get(index) if index in found.overlapping else None,
            allowed_by=None if index in found.overlapping else overridden.get(index),
        )
        for index, wish in enumerate(wishes)
    ]
