"""When a therapist is ill, a room floods or hours change: where does everybody affected go, with the least disruption?

First as few as possible are left unplaced, then what people asked for is kept as far as it can be (`repair_wishes`).
The answer carries what the solver proved: an optimum, or a bound that no repair can beat.

Most slots are far too dear. So the cheapest few of each session are tried first; what that costs shows which others
could still be part of a better repair, and only they join. Nothing that is left out could: a slot is dropped when it
costs more than that even if everybody else got their own cheapest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ischia.pathway.book.minutes import MinuteSpan
from ischia.pathway.book.repair_rooms import rooms_for
from ischia.pathway.book.repair_rules import Placed, can_join, is_before_review, keeps_distance, visits_of
from ischia.pathway.book.repair_values import Affected, Penalty, RepairLine, RepairProblem, RepairProposal
from ischia.pathway.book.repair_wishes import SPACING, SPACING_WEIGHT, local_day, penalties, spacing
from ischia.pathway.book.repair_words import why_this, why_unplaced
from ischia.pathway.book.values import Slot
from ischia.pathway.shared.errors import Refused

FIRST_TRIED = 40
ALTERNATIVES = 5
LOOKED_AT = 80
"""How many of the cheapest slots are tried as alternatives to what is proposed."""

Columns = dict[str, dict[Slot, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The best repair so far, what no repair can beat (both with unplaced ones priced), and the effort spent."""

    placed: Placed
    objective: int
    bound: int
    effort: float


def repair(problem: RepairProblem, *, deterministic_limit: float = 20.0, seed: int = 1) -> RepairProposal:
    """The least disruptive repair. The same problem, limit and seed give the same proposal.

    Raises:
        Refused: `nothing_affected`, `affected_twice`.
    """
    check_problem(problem)
    every = {each.session: _columns(problem, each) for each in problem.affected}
    unplaced_costs = 1 + _dearest(problem, every)
    found = _search(problem, every, unplaced_costs, deterministic_limit, seed)
    unplaced = len(problem.affected) - len(found.placed)
    cost = found.objective - unplaced * unplaced_costs
    unplaced_bound = min(unplaced, found.bound // unplaced_costs)
    return RepairProposal(
        lines=tuple(_lines(problem, found.placed, every)),
        unplaced=unplaced,
        unplaced_bound=unplaced_bound,
        cost=cost,
        cost_bound=max(0, found.bound - unplaced * unplaced_costs) if unplaced == unplaced_bound else 0,
        effort=found.effort,
    )


def check_problem(problem: RepairProblem) -> None:
    """Refuse a problem about nobody, and one that names a session twice."""
    sessions = [each.session for each in problem.affected]
    if not sessions:
        raise Refused("nothing_affected", "No visit is affected.")
    if len(set(sessions)) < len(sessions):
        raise Refused("affected_twice", "The same visit is named twice.")


def costs_of(problem: RepairProblem, placed: Placed) -> dict[str, tuple[Penalty, ...]]:
    """What each placed session costs. The distance of two affected neighbours is charged to the later one."""
    result: dict[str, tuple[Penalty, ...]] = {}
    for each in problem.affected:
        if each.session in placed:
            missed = _spacing_missed(problem, each, placed)
            extra = (Penalty(name=SPACING, points=missed * SPACING_WEIGHT),) if missed else ()
            result[each.session] = (*penalties(problem, each, placed[each.session]), *extra)
    return result


def cost_of(problem: RepairProblem, placed: Placed) -> int:
    """What a repair costs in all, without those that are not placed."""
    return sum(penalty.points for missed in costs_of(problem, placed).values() for penalty in missed)


def _spacing_missed(problem: RepairProblem, affected: Affected, placed: Placed) -> int:
    day = local_day(problem, placed[affected.session])
    missed = _kept_spacing_missed(problem, affected, placed[affected.session])
    for other in problem.affected:
        is_before = other.course == affected.course and other.number == affected.number - 1
        if is_before and other.session in placed:
            missed += spacing(other.spacing, (day - local_day(problem, placed[other.session])).days)
    return missed


def _kept_spacing_missed(problem: RepairProblem, affected: Affected, slot: Slot) -> int:
    """How far the distance to the next sessions of the course that stay misses the ideal."""
    day = local_day(problem, slot)
    beside = [
        kept for kept in problem.kept if kept.course == affected.course and abs(kept.number - affected.number) == 1
    ]
    return sum(spacing(affected.spacing, abs((day - kept.day).days)) for kept in beside)


def _columns(problem: RepairProblem, affected: Affected) -> dict[Slot, int]:
    """What each slot that keeps the shortest spacing and lies before the review costs by itself, cheapest first."""
    costs = {}
    for slot in affected.candidates:
        day = local_day(problem, slot)
        may_be_on = keeps_distance(problem, affected, day) and is_before_review(problem, affected, day)
        if slot.start > problem.now and may_be_on:
            own = sum(penalty.points for penalty in penalties(problem, affected, slot))
            costs[slot] = own + SPACING_WEIGHT * _kept_spacing_missed(problem, affected, slot)
    return dict(sorted(costs.items(), key=lambda item: (item[1], item[0].start, item[0].therapist, item[0].place)))


def _dearest(problem: RepairProblem, every: Columns) -> int:
    """More than any repair can cost: everybody in their dearest slot, every two neighbours as far apart as can be."""
    days = [local_day(problem, slot) for columns in every.values() for slot in columns]
    farthest = (max(days) - min(days)).days if days else 0
    apart = sum(
        SPACING_WEIGHT * max(spacing(each.spacing, farthest), spacing(each.spacing, 0)) for each in problem.affected
    )
    return sum(max(columns.values(), default=0) for columns in every.values()) + apart


def _search(problem: RepairProblem, every: Columns, unplaced_costs: int, limit: float, seed: int) -> _Found:
    floors = {session: min(columns.values(), default=unplaced_costs) for session, columns in every.items()}
    floor = sum(floors.values())
    few = {session: dict(list(columns.items())[:FIRST_TRIED]) for session, columns in every.items()}
    start = _greedy(problem, every)
    found = _Found(placed=start, objective=_objective(problem, start, unplaced_costs), bound=floor, effort=0.0)
    found = _improved(problem, few, unplaced_costs, found, limit / 2, seed)
    worth = {
        session: {slot: cost for slot, cost in columns.items() if floor - floors[session] + cost <= found.objective}
        for session, columns in every.items()
    }
    if all(worth[session].keys() <= few[session].keys() for session in every):
        return found
    return _improved(problem, worth, unplaced_costs, replace(found, bound=floor), limit, seed)


def _improved(
    problem: RepairProblem, columns: Columns, unplaced_costs: int, known: _Found, limit: float, seed: int
) -> _Found:
    """Solve within `columns`, as often as rooms that a count does not see stand in the way, up to `limit` in all.

    The bound that comes back holds for `columns`.
    """
    from ischia.pathway.book.repair_model import solve  # the solver takes a second to load

    forbidden: list[list[tuple[str, MinuteSpan]]] = []
    while (left := limit - known.effort) > 0:
        answer = solve(
            problem,
            columns,
            unplaced_costs=unplaced_costs,
            forbidden=forbidden,
            hint=known.placed,
            effort=left,
            seed=seed,
        )
        known = replace(known, effort=known.effort + max(answer.effort, 1e-3), bound=max(known.bound, answer.bound))
        if answer.placed is None:
            return known
        visits = {visit.session: visit for visit in visits_of(problem.affected, answer.placed)}
        crowded = rooms_for(problem.rooms, visits.values()).crowded
        if not crowded:
            objective = _objective(problem, answer.placed, unplaced_costs)
            return replace(known, placed=answer.placed, objective=objective) if objective < known.objective else known
        forbidden += [[(visits[one].place, visits[one].span) for one in crowd] for crowd in crowded]
    return known


def _objective(problem: RepairProblem, placed: Placed, unplaced_costs: int) -> int:
    return cost_of(problem, placed) + unplaced_costs * (len(problem.affected) - len(placed))


def _greedy(problem: RepairProblem, every: Columns) -> Placed:
    """A repair to begin with: whoever has the fewest slots first, each in the cheapest that still fits."""
    affected = {each.session: each for each in problem.affected}
    placed: dict[str, Slot] = {}
    for session in sorted(every, key=lambda each: (len(every[each]), each)):
        for slot in list(every[session])[:FIRST_TRIED]:
            if can_join(problem, placed, affected[session], slot):
                placed[session] = slot
                break
    return placed


def _lines(problem: RepairProblem, placed: Placed, every: Columns) -> list[RepairLine]:
    """One line a session: those that are not placed first, then in order of the old time."""
    rooms = rooms_for(problem.rooms, visits_of(problem.affected, placed)).by_session
    costs = costs_of(problem, placed)

    def fits(affected: Affected, slot: Slot) -> bool:
        return can_join(problem, placed, affected, slot)

    def line(affected: Affected) -> RepairLine:
        slot = placed.get(affected.session)
        return RepairLine(
            session=affected.session,
            old=affected.slot,
            new=slot,
            room=rooms.get(affected.session),
            penalties=costs.get(affected.session, ()),
            reasons=why_this(problem, affected, slot, fits) if slot else why_unplaced(problem, affected),
            instead=_instead(problem, affected, every[affected.session], placed),
        )

    in_order = sorted(
        problem.affected, key=lambda each: (each.session in placed, each.slot.start, each.slot.therapist, each.session)
    )
    return [line(each) for each in in_order]


def _instead(
    problem: RepairProblem, affected: Affected, columns: Mapping[Slot, int], placed: Placed
) -> tuple[Slot, ...]:
    """The best other slots with everything else as it is, at most two a day so that several days show."""
    chosen: list[Slot] = []
    per_day: dict[object, int] = {}
    slot = placed.get(affected.session)
    for other in list(columns)[:LOOKED_AT]:
        day = local_day(problem, other)
        if other == slot or per_day.get(day, 0) == 2 or not can_join(problem, placed, affected, other):
            continue
        per_day[day] = per_day.get(day, 0) + 1
        chosen.append(other)
        if len(chosen) == ALTERNATIVES:
            break
    return tuple(chosen)
