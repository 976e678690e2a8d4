"""How does a repair become a model that CP-SAT can prove something about?

One variable says that a session takes a slot, one that it stays unplaced; exactly one of them holds. What cannot be had
together is forbidden at every moment at which it would be: one visit a therapist and client; of the visits that only
some rooms can take, no more than there are such rooms (Hall's condition). That is not yet enough for chains of visits,
so crowds that turn out to have no rooms (`repair_rooms`) are forbidden one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from ortools.sat.python import cp_model

from ischia.pathway.book.minutes import MinuteSpan
from ischia.pathway.book.repair_rooms import is_free
from ischia.pathway.book.repair_rules import are_before_one_review, session_span, whole_span
from ischia.pathway.book.repair_values import Affected, RepairProblem
from ischia.pathway.book.repair_wishes import SPACING_WEIGHT, local_day, spacing
from ischia.pathway.book.values import Slot

Columns = Mapping[str, Mapping[Slot, int]]
"""By session: the slots that may be chosen, and what each costs by itself."""

Shape = tuple[str, MinuteSpan]
"""A place, and the time that a visit takes there."""

Forbidden = Sequence[Sequence[Shape]]
"""Crowds of visits for which a place has no rooms, whoever they are."""

MOST_ROOM_SETS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One session in one slot, as the model sees it."""

    affected: Affected
    slot: Slot
    day: int
    variable: cp_model.IntVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the solver found: slots by session (None: nothing in the effort allowed), and what it proved."""

    placed: Mapping[str, Slot] | None
    bound: int
    is_optimal: bool
    effort: float


def solve(
    problem: RepairProblem,
    columns: Columns,
    *,
    unplaced_costs: int,
    forbidden: Forbidden,
    hint: Mapping[str, Slot],
    effort: float,
    seed: int,
) -> Answer:
    """The cheapest repair within `columns`. One worker and a deterministic limit: the same problem, the same answer."""
    model = cp_model.CpModel()
    unplaced = {each.session: model.new_bool_var(f"unplaced {each.session}") for each in problem.affected}
    choices = _choices(model, problem, columns)
    for session, free in unplaced.items():
        model.add_exactly_one([free, *(choice.variable for choice in choices[session])])
    every = [choice for of_one in choices.values() for choice in of_one]
    _forbid_overlaps(model, problem, every)
    _bound_days(model, problem, every)
    _forbid(model, every, forbidden)
    _keep_before_reviews(model, problem, choices)
    apart = [_keep_apart(model, one, other, choices, unplaced) for one, other in _pairs(problem)]
    priced = [(choice.variable, columns[choice.affected.session][choice.slot]) for choice in every]
    priced += [(distance, SPACING_WEIGHT) for distances in apart for distance in distances]
    priced += [(free, unplaced_costs) for free in unplaced.values()]
    model.minimize(cp_model.LinearExpr.weighted_sum([each for each, _ in priced], [price for _, price in priced]))
    for choice in every:
        model.add_hint(choice.variable, hint.get(choice.affected.session) == choice.slot)
    return _solved(model, choices, effort, seed)


def _solved(model: cp_model.CpModel, choices: Mapping[str, Sequence[Choice]], effort: float, seed: int) -> Answer:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # every clique in the linear relaxation: bounds come from there
    solver.parameters.cp_model_probing_level = 0  # probing and symmetry take longer than the search itself
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    placed = {
        session: choice.slot
        for session, of_one in choices.items()
        for choice in of_one
        if found and solver.boolean_value(choice.variable)
    }
    return Answer(
        placed=placed if found else None,
        bound=max(0, ceil(solver.best_objective_bound - 1e-6)) if found else 0,
        is_optimal=status == cp_model.OPTIMAL,
        effort=solver.deterministic_time,
    )


def _choices(model: cp_model.CpModel, problem: RepairProblem, columns: Columns) -> dict[str, list[Choice]]:
    return {
        each.session: [
            Choice(
                affected=each,
                slot=slot,
                day=local_day(problem, slot).toordinal(),
                variable=model.new_bool_var(f"{each.session} {slot.therapist} {slot.start:%m-%d %H:%M}"),
            )
            for slot in columns[each.session]
        ]
        for each in problem.affected
    }


def _forbid_overlaps(model: cp_model.CpModel, problem: RepairProblem, choices: Sequence[Choice]) -> None:
    for crowd, _moment in _crowds(choices, lambda choice: choice.slot.therapist, _whole):
        model.add_at_most_one(choice.variable for choice in crowd)
    for crowd, _moment in _crowds(choices, lambda choice: choice.affected.client, _own):
        model.add_at_most_one(choice.variable for choice in crowd)
    fitting = _fitting_rooms(problem, choices)
    for crowd, _moment in _crowds(choices, lambda choice: choice.slot.place, _whole):
        for rooms in _unions({fitting[_shape(choice)] for choice in crowd}):
            within = [choice for choice in crowd if fitting[_shape(choice)] <= rooms]
            if len({choice.affected.session for choice in within}) > len(rooms):
                model.add(sum(choice.variable for choice in within) <= len(rooms))


def _fitting_rooms(problem: RepairProblem, choices: Sequence[Choice]) -> dict[Shape, frozenset[str]]:
    return {
        (place, span): frozenset(
            room.room for room in problem.rooms if room.place == place and is_free(room.busy, span)
        )
        for place, span in {_shape(choice) for choice in choices}
    }


def _unions(sets: set[frozenset[str]]) -> set[frozenset[str]]:
    """The sets and their unions, the whole always, others as far as `MOST_ROOM_SETS` goes: each bounds some visits."""
    found: set[frozenset[str]] = set(sets)
    for one in sorted(sets, key=lambda each: (len(each), sorted(each))):
        if len(found) < MOST_ROOM_SETS:
            found |= {one | other for other in found}
    return {*found, frozenset().union(*sets)}


def _shape(choice: Choice) -> Shape:
    return choice.slot.place, _whole(choice)


def _whole(choice: Choice) -> MinuteSpan:
    return whole_span(choice.slot, choice.affected.times)


def _own(choice: Choice) -> MinuteSpan:
    return session_span(choice.slot, choice.affected.times)


def _crowds(
    choices: Iterable[Choice], key: Callable[[Choice], str], span: Callable[[Choice], MinuteSpan]
) -> Iterator[tuple[list[Choice], int]]:
    """By key, at each moment when something begins: everything of several sessions that would be under way then."""
    groups: dict[str, list[tuple[MinuteSpan, Choice]]] = defaultdict(list)
    for choice in choices:
        groups[key(choice)].append((span(choice), choice))
    for group in groups.values():
        group.sort(key=lambda pair: pair[0])
        under_way: list[tuple[MinuteSpan, Choice]] = []
        for index, (each, choice) in enumerate(group):
            under_way = [*(pair for pair in under_way if pair[0][1] > each[0]), (each, choice)]
            is_last_of_moment = index + 1 == len(group) or group[index + 1][0][0] > each[0]
            crowd = [pair[1] for pair in under_way]
            if is_last_of_moment and len({one.affected.session for one in crowd}) > 1:
                yield crowd, each[0]


def _bound_days(model: cp_model.CpModel, problem: RepairProblem, choices: Sequence[Choice]) -> None:
    of_day: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for choice in choices:
        of_day[choice.slot.therapist, choice.day].append(choice)
    for (therapist, day), left in problem.left.items():
        there = of_day.get((therapist, day.toordinal()), [])
        if there and left.sessions is not None:
            model.add(sum(choice.variable for choice in there) <= max(0, left.sessions))
        deep = [choice.affected.deep_minutes * choice.variable for choice in there if choice.affected.deep_minutes]
        if deep and left.deep_minutes is not None:
            model.add(sum(deep) <= max(0, left.deep_minutes))


def _forbid(model: cp_model.CpModel, choices: Sequence[Choice], forbidden: Forbidden) -> None:
    """Of each crowd of visits, one at least is not there. Counted by shape, because who it is does not matter."""
    of_shape: dict[Shape, list[cp_model.IntVar]] = defaultdict(list)
    for choice in choices:
        of_shape[_shape(choice)].append(choice.variable)
    for crowd in forbidden:
        fewer = []
        for shape, count in Counter(crowd).items():
            is_fewer = model.new_bool_var(f"fewer {shape}")
            model.add(sum(of_shape[shape]) <= count - 1).only_enforce_if(is_fewer)
            fewer.append(is_fewer)
        model.add_bool_or(fewer)


def _pairs(problem: RepairProblem) -> Iterator[tuple[Affected, Affected]]:
    """Affected sessions of one course, the earlier first."""
    for one, other in combinations(problem.affected, 2):
        if one.course == other.course:
            yield (one, other) if one.number < other.number else (other, one)


def _keep_apart(
    model: cp_model.CpModel,
    one: Affected,
    other: Affected,
    choices: Mapping[str, Sequence[Choice]],
    unplaced: Mapping[str, cp_model.IntVar],
) -> list[cp_model.IntVar]:
    """Order and shortest spacing as rules; answers with how far the distance of next neighbours misses the ideal."""
    first, second = choices[one.session], choices[other.session]
    for day in sorted({choice.day for choice in first}):
        late = [choice.variable for choice in first if choice.day >= day]
        early = [choice.variable for choice in second if choice.day < day + one.spacing.minimum]
        if early:
            model.add_at_most_one([*late, *early])
    if other.number != one.number + 1 or not first or not second:
        return []
    return [_distance(model, one, other, choices, unplaced)]


def _keep_before_reviews(
    model: cp_model.CpModel, problem: RepairProblem, choices: Mapping[str, Sequence[Choice]]
) -> None:
    """Two sessions before one review are never farther apart than its days."""
    for pair in combinations(problem.affected, 2):
        if not are_before_one_review(*pair):
            continue
        for one, other in (pair, pair[::-1]):
            for day in sorted({choice.day for choice in choices[one.session]}):
                early = [choice.variable for choice in choices[one.session] if choice.day <= day]
                late = [choice.variable for choice in choices[other.session] if choice.day > day + one.block_days]
                if late:
                    model.add_at_most_one([*early, *late])


def _distance(
    model: cp_model.CpModel,
    one: Affected,
    other: Affected,
    choices: Mapping[str, Sequence[Choice]],
    unplaced: Mapping[str, cp_model.IntVar],
) -> cp_model.IntVar:
    """`spacing` of the two days as a variable, 0 unless both are placed: a convex function is above all its chords."""
    first, second = choices[one.session], choices[other.session]
    origin = min(choice.day for choice in (*first, *second))
    longest = max(choice.day for choice in (*first, *second)) - origin
    worst = max(spacing(one.spacing, days) for days in (0, longest))
    cost = model.new_int_var(0, worst, f"spacing {one.session} {other.session}")
    days = sum((choice.day - origin) * choice.variable for choice in second) - sum(
        (choice.day - origin) * choice.variable for choice in first
    )
    both = [unplaced[one.session].negated(), unplaced[other.session].negated()]
    for at in sorted({one.spacing.ideal - 1, one.spacing.ideal, one.spacing.maximum}):
        here = spacing(one.spacing, at)
        slope = spacing(one.spacing, at + 1) - here
        model.add(cost >= here + slope * (days - at)).only_enforce_if(both)
    return cost
