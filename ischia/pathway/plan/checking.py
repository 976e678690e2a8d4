"""Does a finished plan go beyond its limits anywhere?

An independent second pair of eyes: it reads only the finished plan, the limits and the knowledge, and shares no code
with the planner, so that a slip there cannot hide here.
"""

from collections.abc import Iterable

from ischia.knowledge.records import Knowledge, RuleId
from ischia.pathway.plan.values import Block, Breach, Pace, Plan
from ischia.pathway.shared.limits import Limits

MOST_SESSIONS = 10
FIRST_DAYS = 14


def check_plan(plan: Plan, limits: Limits, knowledge: Knowledge) -> tuple[Breach, ...]:
    """Return every place where `plan` goes beyond `limits` or contradicts itself; empty when it may be followed."""
    return (*_course_breaches(plan, limits), *_package_breaches(plan), *_all_block_breaches(plan, limits, knowledge))


def _all_block_breaches(plan: Plan, limits: Limits, knowledge: Knowledge) -> Iterable[Breach]:
    for number, block in enumerate(plan.blocks):
        field = f"blocks[{number}]"
        yield from _technique_breaches(field, block, limits, knowledge)
        yield from _place_breaches(field, block, limits, knowledge)
        yield from _pressure_breaches(field, block, limits, knowledge)
        yield from _dose_breaches(field, block, knowledge)
        if block.technique in plan.changes.avoid_techniques:
            yield Breach(field=f"{field}.technique", message="A review asked for another way of working.", because=())
        if block.minutes < 1:
            yield Breach(field=f"{field}.minutes", message="A block takes at least a minute.", because=())


def _course_breaches(plan: Plan, limits: Limits) -> Iterable[Breach]:
    course = plan.course
    total = sum(block.minutes for block in plan.blocks)
    if total != course.session_minutes:
        message = f"The blocks add up to {total} minutes, the session is {course.session_minutes}."
        yield Breach(field="blocks", message=message, because=())
    if limits.max_minutes is not None and max(total, course.session_minutes) > limits.max_minutes:
        message = f"At most {limits.max_minutes} minutes are allowed."
        yield Breach(field="course.session_minutes", message=message, because=_rules(limits, "max_minutes"))
    if not 1 <= course.sessions <= course.hard_maximum:
        yield Breach(field="course.sessions", message="Outside 1 and the hard maximum.", because=())
    if not course.spacing_minimum_days <= course.spacing_ideal_days <= course.spacing_maximum_days:
        yield Breach(field="course.spacing", message="The ideal spacing is outside its window.", because=())
    if course.pace is Pace.TWICE_A_WEEK_AT_FIRST and (course.sessions - 1) * course.spacing_maximum_days > FIRST_DAYS:
        yield Breach(field="course.pace", message="Two sessions a week go beyond the first two weeks.", because=())
    if course.sessions + plan.changes.sessions_done > MOST_SESSIONS:
        message = f"More than {MOST_SESSIONS} sessions in all."
        yield Breach(field="course.sessions", message=message, because=())
    if course.review_after_session > course.decision_needed_after:
        yield Breach(field="course.review_after_session", message="The review comes too late.", because=())


def _package_breaches(plan: Plan) -> Iterable[Breach]:
    for field in ("home_programme", "stop_rules", "consent_points", "expected_soreness", "why_this", "claims"):
        if not getattr(plan, field):
            yield Breach(field=field, message="No plan goes without it.", because=())
    if not plan.blocks:
        yield Breach(field="blocks", message="The plan has no content.", because=())


def _technique_breaches(field: str, block: Block, limits: Limits, knowledge: Knowledge) -> Iterable[Breach]:
    field = f"{field}.technique"
    technique = knowledge.techniques.get(block.technique)
    if technique is None:
        yield Breach(field=field, message=f"There is no technique {block.technique}.", because=())
        return
    if block.technique in limits.exclude_techniques:
        rules = _rules(limits, f"exclude_techniques.{block.technique}")
        yield Breach(field=field, message=f"{technique.label} is excluded.", because=rules)
    if limits.no_tools and technique.uses_tools:
        yield Breach(field=field, message=f"{technique.label} uses tools.", because=_rules(limits, "no_tools"))


def _place_breaches(field: str, block: Block, limits: Limits, knowledge: Knowledge) -> Iterable[Breach]:
    muscle = knowledge.muscles.get(block.muscle)
    if muscle is None or not block.regions or not set(block.regions) <= set(muscle.regions):
        yield Breach(field=f"{field}.regions", message="The areas are not those of the muscle.", because=())
    for region in sorted(limits.avoid_regions.intersection(block.regions)):
        rules = _rules(limits, f"avoid_regions.{region}")
        yield Breach(field=f"{field}.regions", message=f"{region} has to be left alone.", because=rules)
    if block.position not in limits.positions:
        message = f"{block.position} is not allowed."
        yield Breach(field=f"{field}.position", message=message, because=_rules(limits, "positions"))


def _pressure_breaches(field: str, block: Block, limits: Limits, knowledge: Knowledge) -> Iterable[Breach]:
    field = f"{field}.pressure"
    if block.pressure > limits.max_pressure:
        message = f"Pressure {block.pressure} is above {limits.max_pressure}."
        yield Breach(field=field, message=message, because=_rules(limits, "max_pressure"))
    technique = knowledge.techniques.get(block.technique)
    if technique and not technique.pressure_low <= block.pressure <= technique.pressure_high:
        yield Breach(field=field, message=f"Pressure {block.pressure} is not {technique.label}.", because=())


def _dose_breaches(field: str, block: Block, knowledge: Knowledge) -> Iterable[Breach]:
    """A dose outside the range that the technique's sources give."""
    technique = knowledge.techniques.get(block.technique)
    known = {each.name: each for each in technique.parameters} if technique else {}
    for dose in block.dose:
        published = known.get(dose.name)
        if technique and (published is None or not published.low <= dose.low <= dose.high <= published.high):
            message = f"{dose.name} is outside the range of {technique.label}."
            yield Breach(field=f"{field}.dose", message=message, because=())


def _rules(limits: Limits, field: str) -> tuple[RuleId, ...]:
    return limits.because.get(field, ())
