"""Why this slot, and why no better one, in plain words for the desk and for the client?"""

from collections.abc import Callable, Iterable
from datetime import date

from ischia.pathway.book.repair_rules import is_before_review, keeps_distance
from ischia.pathway.book.repair_values import Affected, RepairProblem
from ischia.pathway.book.repair_wishes import local, local_day, within_wishes
from ischia.pathway.book.values import Slot

Fits = Callable[[Affected, Slot], bool]
"""Whether a session could have a slot if everything else stays as proposed."""


def why_this(problem: RepairProblem, affected: Affected, slot: Slot, fits: Fits) -> tuple[str, ...]:
    """What changes, why it has to, and for a change of day or therapist why no better was to be had."""
    if slot == affected.slot:
        return "Same day, same time, same therapist: only the room changes.", f"{affected.cause}."
    return (
        _what_changes(problem, affected, slot),
        f"{affected.cause}.",
        *_missed_wishes(problem, affected, slot),
        *_why_not_the_day(problem, affected, slot, fits),
        *_why_not_the_therapist(problem, affected, slot, fits),
    )


def why_unplaced(problem: RepairProblem, affected: Affected) -> tuple[str, ...]:
    """What stands in the way of every slot."""
    if affected.barred:
        why = affected.barred
    elif not affected.candidates:
        why = "Nobody who may treat this client is free in the days looked at."
    elif not any(keeps_distance(problem, affected, local_day(problem, slot)) for slot in affected.candidates):
        why = "Every free time is too close to another visit of the course."
    elif not any(_keeps_course(problem, affected, local_day(problem, slot)) for slot in affected.candidates):
        why = "No free time lies between the other visits of the course and its review."
    else:
        why = "Every time that would fit goes to others who have to move too, or goes beyond what a day may hold."
    return f"{affected.cause}.", why


def _keeps_course(problem: RepairProblem, affected: Affected, day: date) -> bool:
    return keeps_distance(problem, affected, day) and is_before_review(problem, affected, day)


def _what_changes(problem: RepairProblem, affected: Affected, slot: Slot) -> str:
    parts = [_day_in_words(problem, affected, slot), _time_in_words(problem, affected, slot)]
    if slot.therapist == affected.slot.therapist:
        parts.append("same therapist")
    else:
        parts.append(f"another therapist{_called(problem, slot.therapist)}")
    if slot.place != affected.slot.place:
        parts.append(f"another place{_called(problem, slot.place)}")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _day_in_words(problem: RepairProblem, affected: Affected, slot: Slot) -> str:
    days = (local_day(problem, slot) - local_day(problem, affected.slot)).days
    if not days:
        return "same day"
    return f"{_counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _time_in_words(problem: RepairProblem, affected: Affected, slot: Slot) -> str:
    new, old = local(problem.zone, slot.start), local(problem.zone, affected.slot.start)
    minutes = (new.hour - old.hour) * 60 + new.minute - old.minute
    if not minutes:
        return "same time"
    hours, rest = divmod(abs(minutes), 60)
    length = " ".join(part for part in (_counted(hours, "hour"), _counted(rest, "minute")) if part[0] != "0")
    return f"{length} {'later' if minutes > 0 else 'earlier'} in the day"


def _missed_wishes(problem: RepairProblem, affected: Affected, slot: Slot) -> Iterable[str]:
    if within_wishes(problem, affected, slot):
        yield "It is not at a time that the client asked for when they booked."


def _why_not_the_day(problem: RepairProblem, affected: Affected, slot: Slot, fits: Fits) -> Iterable[str]:
    day = local_day(problem, affected.slot)
    if local_day(problem, slot) == day:
        return
    then = [each for each in affected.candidates if local_day(problem, each) == day]
    if not then:
        yield f"Nobody who may treat this client is free on {_named(day)}."
    elif not keeps_distance(problem, affected, day):
        yield f"{_named(day)} is too close to another visit of the course."
    elif not is_before_review(problem, affected, day):
        yield f"On {_named(day)} a visit would come after the review."
    elif any(fits(affected, each) for each in then):
        yield f"What is free on {_named(day)} would miss more of what was planned and asked for."
    else:
        yield f"What was free on {_named(day)} goes to others who have to move too."


def _why_not_the_therapist(problem: RepairProblem, affected: Affected, slot: Slot, fits: Fits) -> Iterable[str]:
    if slot.therapist == affected.slot.therapist:
        return
    name = problem.names.get(affected.slot.therapist, "The therapist")
    day = local_day(problem, affected.slot)
    theirs = [each for each in affected.candidates if each.therapist == affected.slot.therapist]
    theirs.sort(key=lambda each: (abs(local_day(problem, each) - day), each.start))
    nearest = next((each for each in theirs if fits(affected, each)), None)
    if nearest is not None:
        yield f"The nearest free day with {name} is {_named(local_day(problem, nearest))}."
    elif theirs:
        yield f"{name} has no time that fits the course and is not needed by others who have to move."
    else:
        yield f"{name} is not free in the days looked at."


def _called(problem: RepairProblem, one: str) -> str:
    return f" ({problem.names[one]})" if one in problem.names else ""


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
