"""What could be had instead of the times that cannot be had?"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ischia.clinic.book.mapping import course_request, deep_minutes_of, slot_of
from ischia.clinic.book.models import Session
from ischia.clinic.book.reviews import review_ahead
from ischia.clinic.book.statuses import TAKING_TIME
from ischia.clinic.book.taken import Alternative
from ischia.clinic.diary.api import free_slots
from ischia.clinic.places.api import Clinic, Service
from ischia.clinic.plan.api import CarePlan
from ischia.pathway.book.api import Slot, Span, alternatives_for, keeps_spacing

ALTERNATIVES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One session to be placed in `slot`: a new one, or `session`, which moves there."""

    slot: Slot
    service: Service
    client: UUID
    care_plan: CarePlan
    session: Session | None = None


def alternatives_to(
    placings: Sequence[Placing],
    clashes: Collection[int],
    now: datetime,
    *,
    clinic: Clinic,
    without: Collection[UUID] = (),
    may_pass_review: bool = False,
) -> tuple[Alternative, ...]:
    """The nearest free slots for every placing that clashes, by its index: by the therapists named, spacing kept.

    `without`: occupancies to look through, because the same step gives them back. `may_pass_review`: also where the
    review would come first.
    """
    settled = [placing.slot for index, placing in enumerate(placings) if index not in clashes]
    return tuple(
        Alternative(
            index=index,
            slot=placings[index].slot,
            instead=alternatives_for(
                placings[index].slot,
                _fitting(placings, index, settled, now, clinic=clinic, without=without, any_day=may_pass_review),
                count=ALTERNATIVES,
            ),
        )
        for index in sorted(clashes)
    )


def _fitting(
    placings: Sequence[Placing],
    index: int,
    settled: Sequence[Slot],
    now: datetime,
    *,
    clinic: Clinic,
    without: Collection[UUID],
    any_day: bool,
) -> list[Slot]:
    """Free slots near one placing that keep its distance from its neighbours and clash with no other placing."""
    placing = placings[index]
    request = course_request(placing.care_plan, clinic)
    reach = timedelta(days=request.spacing_maximum_days)
    run = _run(placings, index)
    free = free_slots(
        clinic=clinic,
        service=placing.service,
        now=now,
        therapists={UUID(each.slot.therapist) for each in placings if each.care_plan.pk == placing.care_plan.pk},
        window=Span(placing.slot.start - reach, placing.slot.end + reach),
        client=placing.client,
        without=without,
        deep_minutes=deep_minutes_of(placing.care_plan, placing.service),
    )
    is_before_review = _any if any_day else _before_review(placings, index, clinic.zone)
    return [
        slot
        for slot in free
        if keeps_spacing(request, run, run.index(placing.slot), slot)
        and not any(slot.start < other.end and other.start < slot.end for other in settled)
        and is_before_review(slot)
    ]


def _any(_slot: Slot) -> bool:
    return True


def _before_review(placings: Sequence[Placing], index: int, zone: str) -> Callable[[Slot], bool]:
    """Whether one placing may go to a slot with all others of its plan as they are, and no visit pass the review."""
    placing = placings[index]
    review = review_ahead(placing.care_plan, zone=zone)
    own = [(at, each) for at, each in enumerate(placings) if each.care_plan.pk == placing.care_plan.pk]

    def may_go(slot: Slot) -> bool:
        to = [(each, slot if at == index else each.slot) for at, each in own]
        moved = {each.session.starts_at: there.start for each, there in to if each.session is not None}
        fresh = [there.start for each, there in to if each.session is None]
        return review.allows_move(moved) if moved else review.hindrance(fresh) is None

    return may_go


def _run(placings: Sequence[Placing], index: int) -> list[Slot]:
    """The whole course that a placing belongs to, as it would then be."""
    own = [each for each in placings if each.care_plan.pk == placings[index].care_plan.pk]
    slots = [each.slot for each in own]
    session = placings[index].session
    if session is not None:
        moved = [each.session.pk for each in own if each.session is not None]
        others = Session.objects.filter(course=session.course_id, status__in=TAKING_TIME).exclude(pk__in=moved)
        slots += [slot_of(other) for other in others]
    return sorted(slots, key=lambda slot: slot.start)
