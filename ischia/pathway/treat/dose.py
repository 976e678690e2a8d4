"""What may be done today: where does work go beyond a limit, and what is the plan once it is brought within them?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ischia.knowledge.records import Knowledge
from ischia.pathway.plan.values import Block, Breach, Plan
from ischia.pathway.shared.limits import FULL_PRESSURE, Limits
from ischia.pathway.treat.values import AdverseEvent, AdverseEventKind, Preparation, SessionRecord, Work

LONG_SORENESS_HOURS = 72
LONG_PAIN_HOURS = 48
LONG_PAIN_POINTS = 2
REDUCED_PRESSURE = 1
REDUCED_MINUTES = 15
SHORTEST_WORK = 5
"""Minutes below which a piece of work is dropped rather than shortened further (proposed)."""


def is_long_soreness(event: AdverseEvent) -> bool:
    """Soreness over 72 h, or pain more than 2 points up for over 48 h (CLINICAL.md section 8, decision rules)."""
    if event.kind is AdverseEventKind.SORENESS and event.hours > LONG_SORENESS_HOURS:
        return True
    return event.pain_increase > LONG_PAIN_POINTS and event.hours > LONG_PAIN_HOURS


def prepare(plan: Plan, limits: Limits, last_record: SessionRecord | None, knowledge: Knowledge) -> Preparation:
    """Prefill the work from the plan, within today's limits, and gentler when the last session left long soreness."""
    work, changes = [], []
    for block in plan.blocks:
        allowed, said = _within(_as_work(block), limits, knowledge)
        changes.extend(said)
        if allowed is not None:
            work.append(allowed)
    if last_record is not None and any(is_long_soreness(event) for event in last_record.adverse_events):
        work = _shortened([_softened(one) for one in work], REDUCED_MINUTES)
        changes.append("One step less pressure and 15 minutes less: the last session left long soreness.")
    total = sum(one.minutes for one in work)
    if limits.max_minutes is not None and total > limits.max_minutes:
        work = _shortened(work, total - limits.max_minutes)
        changes.append(f"Shortened to {limits.max_minutes} minutes: today's limit.")
    return Preparation(work=tuple(work), changes=tuple(dict.fromkeys(changes)))


def _as_work(block: Block) -> Work:
    return Work(
        technique=block.technique,
        muscle=block.muscle,
        side=block.side,
        position=block.position,
        pressure=block.pressure,
        minutes=block.minutes,
    )


def _within(work: Work, limits: Limits, knowledge: Knowledge) -> tuple[Work | None, list[str]]:
    """The work brought within the limits, or None when it cannot be, and what was said about it."""
    name = _name(work, knowledge)
    if work.pressure > limits.max_pressure:
        work = replace(work, pressure=limits.max_pressure)
        said = [f"{name}: pressure lowered to {limits.max_pressure}, today's limit."]
    else:
        said = []
    for breach in _work_breaches(work, "work", limits, knowledge):
        return None, [f"{name}: left out. {breach.message}"]
    return work, said


def _softened(work: Work) -> Work:
    return replace(work, pressure=max(1, work.pressure - REDUCED_PRESSURE))


def _shortened(work: Sequence[Work], minutes: int) -> list[Work]:
    """Take `minutes` away from the end of the list, dropping what would become too short to be of use."""
    kept = list(work)
    while minutes > 0 and kept:
        last = kept.pop()
        left = last.minutes - minutes
        minutes -= last.minutes
        if left >= SHORTEST_WORK:
            kept.append(replace(last, minutes=left))
    return kept


def check_record(record: SessionRecord, limits: Limits, knowledge: Knowledge) -> tuple[Breach, ...]:
    """Every place where the work done goes beyond the limits, with the rules behind each. Empty means within."""
    found = [
        breach
        for index, work in enumerate(record.work)
        for breach in _work_breaches(work, f"work[{index}]", limits, knowledge)
    ]
    minutes = sum(work.minutes for work in record.work)
    if limits.max_minutes is not None and minutes > limits.max_minutes:
        message = f"{minutes} minutes of work; the limit is {limits.max_minutes}."
        found.append(_breach("work", message, limits, "max_minutes"))
    return tuple(found)


def _work_breaches(work: Work, field: str, limits: Limits, knowledge: Knowledge) -> Iterator[Breach]:
    technique = knowledge.techniques[work.technique]
    if work.technique in limits.exclude_techniques:
        message = f"{technique.label} is excluded."
        yield _breach(f"{field}.technique", message, limits, "exclude_techniques", str(work.technique))
    if technique.uses_tools and limits.no_tools:
        yield _breach(f"{field}.technique", f"{technique.label} uses tools; no tools today.", limits, "no_tools")
    avoided = [region for region in knowledge.muscles[work.muscle].regions if region in limits.avoid_regions]
    if avoided:
        labels = ", ".join(knowledge.regions[region].label for region in avoided)
        yield _breach(f"{field}.muscle", f"Avoid this area: {labels}.", limits, "avoid_regions", *avoided)
    if work.position not in limits.positions:
        message = f"Position {work.position.replace('_', ' ')} is not allowed."
        yield _breach(f"{field}.position", message, limits, "positions")
    if work.pressure > limits.max_pressure:
        message = f"Pressure {work.pressure} of {FULL_PRESSURE}; the limit is {limits.max_pressure}."
        yield _breach(f"{field}.pressure", message, limits, "max_pressure")


def _breach(field: str, message: str, limits: Limits, limit: str, *members: str) -> Breach:
    """The breach with the rules behind it: those of the very members concerned, where the limit is a list."""
    finer = [rule for member in members for rule in limits.because.get(f"{limit}.{member}", ())]
    because = tuple(dict.fromkeys(finer)) or limits.because.get(limit, ())
    return Breach(field=field, message=message, because=because)


def _name(work: Work, knowledge: Knowledge) -> str:
    return f"{knowledge.techniques[work.technique].label}, {knowledge.muscles[work.muscle].label}"
