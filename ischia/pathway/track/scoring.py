"""How does each instrument turn answers into a score, and what does it do with answers that are missing?

The rules are CLINICAL.md section 6, one function each. An item that is absent from the answers was not seen; an item
answered `None` was seen and left blank. `SCORING_RULES` is the closed list of names that an instrument's `scoring` may
carry.
"""

import difflib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ischia.knowledge.records import Instrument, Item
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from ischia.pathway.track.values import Score

Answers = Mapping[str, int | None]

SEEN_FOR_PRORATION_PERCENT = 80
"""How much of an unfinished count form must have been seen to scale it up (proposed, CLINICAL.md section 6)."""

OTHER_LENGTHS: Mapping[str, tuple[int, ...]] = {"rmdq_24": (23,)}
"""How many statements other published versions of a count form have: answers to one are no unfinished other one."""


def version_of(instrument: Instrument) -> str:
    """What a filled form says it answers: the instrument with a short print of what it asks and how it is scored."""
    asked = [(item.id, item.text, item.low, item.high) for item in instrument.items]
    print_of = hashlib.sha256(repr((instrument.ask, asked, instrument.scoring)).encode()).hexdigest()
    return f"{instrument.id}-{print_of[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A score before it is dated: its value and the items it had to do without."""

    value: float
    missing: tuple[str, ...] = ()


def score(instrument: Instrument, answers: Answers, *, on: date) -> Score:
    """Score one filled form by the instrument's own rule.

    Raises BadInput for items that do not exist or answers out of range, and Refused (`measure_incomplete`) when more is
    missing than the instrument's rule allows; both name the items.
    """
    faults = tuple(_faults(instrument, answers))
    if faults:
        raise BadInput(faults)
    tally = SCORING_RULES[instrument.scoring](instrument, answers)
    given = {item: int(answer) for item, answer in answers.items() if answer is not None}
    return Score(instrument=instrument.id, on=on, value=tally.value, missing=tally.missing, answers=given)


def _faults(instrument: Instrument, answers: Answers) -> Iterator[InputFault]:
    items = {item.id: item for item in instrument.items}
    for name, answer in answers.items():
        field = f"{instrument.id}.{name}"
        if name not in items:
            nearest = difflib.get_close_matches(name, items, n=1)
            yield InputFault(field=field, reason="no such item.", suggestion="".join(nearest))
        elif not _is_allowed(items[name], answer):
            low, high = items[name].low, items[name].high
            yield InputFault(field=field, reason=f"{answer!r} is not a whole number from {low} to {high}.")


def _is_allowed(item: Item, answer: object) -> bool:
    """Blank is judged by the scoring rule; yes and no are answers only where the item is a tick box."""
    if answer is None:
        return True
    if isinstance(answer, bool):
        return (item.low, item.high) == (0, 1)
    return isinstance(answer, int) and item.low <= answer <= item.high


def _answered(instrument: Instrument, answers: Answers) -> dict[str, int]:
    found = ((item.id, answers.get(item.id)) for item in instrument.items)
    return {name: answer for name, answer in found if answer is not None}


def _left_out(instrument: Instrument, given: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(item.id for item in instrument.items if item.id not in given)


def _refusal(instrument: Instrument, missing: tuple[str, ...], rule: str) -> Refused:
    message = f"{instrument.label} cannot be scored: {rule} Missing: {', '.join(missing)}."
    return Refused("measure_incomplete", message, field=str(instrument.id))


def _single(instrument: Instrument, answers: Answers) -> Tally:
    """One answer that may not be missing (NPRS, PGIC)."""
    given = _answered(instrument, answers)
    missing = _left_out(instrument, given)
    if missing:
        raise _refusal(instrument, missing, "it needs its one answer.")
    return Tally(value=float(next(iter(given.values()))))


def _count(instrument: Instrument, answers: Answers) -> Tally:
    """How many statements apply; a blank does not apply (RMDQ). An unfinished form is scaled up from 80 % seen on.

    A form on which nothing at all was answered is refused: it tells "nothing applies" from "nobody filled it in". So is
    one that was answered exactly as far as another version of it goes.
    """
    if not _answered(instrument, answers):
        raise _refusal(
            instrument, ("every answer",), "nothing was answered. Answer one statement with 0 if none applies."
        )
    ticked = sum(_answered(instrument, answers).values())
    unseen = _left_out(instrument, answers)
    items = len(instrument.items)
    seen = items - len(unseen)
    if seen in OTHER_LENGTHS.get(instrument.id, ()) and unseen == tuple(item.id for item in instrument.items[seen:]):
        rule = f"these look like the answers to its version of {seen} items. If not, leave the others blank (null)."
        raise _refusal(instrument, unseen, rule)
    if seen * 100 < SEEN_FOR_PRORATION_PERCENT * items:
        raise _refusal(instrument, unseen, f"at least {SEEN_FOR_PRORATION_PERCENT} % of it must have been seen.")
    return Tally(value=ticked * items / seen, missing=unseen)


def _sum(instrument: Instrument, answers: Answers) -> Tally:
    """The sum of all items; one missing item counts as the mean of the others (SBI)."""
    given = _answered(instrument, answers)
    missing = _left_out(instrument, given)
    if len(missing) > 1:
        raise _refusal(instrument, missing, "at most one answer may be missing.")
    return Tally(value=sum(given.values()) * len(instrument.items) / len(given), missing=missing)


def _whole_sum(instrument: Instrument, answers: Answers) -> Tally:
    """The sum of all items, none of which may be missing (PHQ-2)."""
    given = _answered(instrument, answers)
    missing = _left_out(instrument, given)
    if missing:
        raise _refusal(instrument, missing, "it needs every answer.")
    return Tally(value=float(sum(given.values())))


def _whole_mean(instrument: Instrument, answers: Answers) -> Tally:
    """The mean of all readings, none of which may be missing (a physical test that is done twice)."""
    given = _answered(instrument, answers)
    missing = _left_out(instrument, given)
    if missing:
        raise _refusal(instrument, missing, "it needs every reading.")
    return Tally(value=sum(given.values()) / len(given))


def _mean(instrument: Instrument, answers: Answers) -> Tally:
    """The mean of the activities that were rated (PSFS); activities nobody named are not missing."""
    given = _answered(instrument, answers)
    missing = tuple(item.id for item in instrument.items if item.id in answers and item.id not in given)
    if not given:
        raise _refusal(instrument, _left_out(instrument, given), "at least one activity must be rated.")
    return Tally(value=sum(given.values()) / len(given), missing=missing)


SCORING_RULES: dict[str, Callable[[Instrument, Answers], Tally]] = {
    "single": _single,
    "count": _count,
    "sum": _sum,
    "whole_sum": _whole_sum,
    "mean": _mean,
    "whole_mean": _whole_mean,
}
