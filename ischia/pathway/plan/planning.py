"""What shall we do, where, how hard, how often?"""

from collections.abc import Iterable
from dataclasses import replace

from ischia.knowledge.records import ClaimId, EvidenceId, Knowledge, Technique
from ischia.pathway.assess.api import Picture, route
from ischia.pathway.plan.checking import check_plan
from ischia.pathway.plan.course import course_of
from ischia.pathway.plan.session import Setting, session_blocks
from ischia.pathway.plan.targets import positions_in_order
from ischia.pathway.plan.techniques import choose_techniques, excluded_techniques, lighter, wish_of
from ischia.pathway.plan.values import Block, Changes, Exclusion, Pace, Plan, Preferences
from ischia.pathway.plan.wording import (
    DOSE_CANNOT_FALL,
    EXPECTED_SORENESS,
    LIMITS_LEAVE_NOTHING,
    STOP_RULES,
    WHY_NO_PLAN,
    consent_points,
    home_programme,
    why_this,
)
from ischia.pathway.screen.api import SHORTEST_SESSION_MINUTES, Outcome, Verdict, what_leaves_nothing
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from ischia.pathway.shared.limits import POSITIONS, Limits

LONGEST_SESSION_MINUTES = 90
THRUST_ORIGIN = "CI44"
NO_CHANGES = Changes()

_WITH_PLAN = frozenset({Outcome.CLEAR, Outcome.LIMITS, Outcome.CLINICIAN_FIRST})


def plan(
    verdict: Verdict,
    picture: Picture,
    *,
    goals: tuple[str, ...],
    preferences: Preferences,
    knowledge: Knowledge,
    after: Changes = NO_CHANGES,
    pace: Pace = Pace.WEEKLY,
) -> Plan:
    """Make a plan a therapist can follow, within every limit of the verdict and what reviews have asked for.

    With `clinician_first` the plan is provisional. Raises `Refused` with the code `no_plan_for_verdict` when the person
    must be seen first, is on another route or has questions open, `no_position_left` when no allowed position is
    comfortable, `nothing_left` when limits and wishes leave no technique or muscle, `dose_cannot_fall` when a review
    asks for less than there is, `hard_maximum_reached` after ten sessions, `pace_not_tolerated` for two sessions a week
    after a review that asked for less, `plan_breaks_limits` should the independent checker find a breach in what was
    made; `BadInput` for preferences or changes that do not exist.
    """
    _check_verdict(verdict, picture)
    _check_input(preferences, after, knowledge)
    limits = verdict.limits
    if what_leaves_nothing(limits, knowledge):
        raise Refused("nothing_left", LIMITS_LEAVE_NOTHING)
    positions = positions_in_order(picture, limits, preferences.uncomfortable_positions, knowledge)
    if not positions:
        message = "No position is both allowed and comfortable. Ask which one would be bearable for a short time."
        raise Refused("no_position_left", message, field="preferences.uncomfortable_positions")
    setting = Setting(
        minutes=_minutes(preferences, limits, after),
        positions=positions,
        picture=picture,
        limits=limits,
        wish=wish_of(preferences, picture, after),
        knowledge=knowledge,
        is_reduced=after.reduces_dose,
    )
    course = course_of(setting.minutes, pace, after)
    if after.pressure_less:
        setting = _lighter_setting(setting, after)
    blocks = _blocks(setting)
    techniques = tuple(knowledge.techniques[id] for id in dict.fromkeys(block.technique for block in blocks))
    is_provisional = verdict.outcome is Outcome.CLINICIAN_FIRST
    made = Plan(
        pattern=picture.leading.pattern if picture.leading else None,
        blocks=blocks,
        excluded=tuple(_exclusions(setting, preferences.uncomfortable_positions)),
        course=course,
        home_programme=home_programme(limits),
        goals=tuple(goal.strip() for goal in goals if goal.strip()),
        consent_points=consent_points(is_provisional=is_provisional, pace=pace),
        expected_soreness=EXPECTED_SORENESS,
        stop_rules=STOP_RULES,
        why_this=why_this(techniques, limits, preferences, after, is_irritable=picture.is_irritable),
        claims=_claims(techniques),
        citations=_citations(techniques, picture, knowledge),
        limits=limits,
        knowledge_version=knowledge.version,
        is_provisional=is_provisional,
        changes=after,
    )
    _check_made(made, limits, knowledge)
    return made


def _check_made(made: Plan, limits: Limits, knowledge: Knowledge) -> None:
    """Hand out nothing that the independent checker objects to: a plan that breaks a limit is our fault, not a plan."""
    breaches = check_plan(made, limits, knowledge)
    if breaches:
        said = "; ".join(f"{each.field}: {each.message}" for each in breaches)
        raise Refused("plan_breaks_limits", f"No plan could be made that keeps every limit. {said}")


def _check_verdict(verdict: Verdict, picture: Picture) -> None:
    outcome = route(verdict, picture).outcome
    if outcome not in _WITH_PLAN:
        raise Refused("no_plan_for_verdict", WHY_NO_PLAN[outcome])


def _check_input(preferences: Preferences, after: Changes, knowledge: Knowledge) -> None:
    faults = [*_change_faults(after, knowledge)]
    if not SHORTEST_SESSION_MINUTES <= preferences.session_minutes <= LONGEST_SESSION_MINUTES:
        reason = f"A session takes {SHORTEST_SESSION_MINUTES} to {LONGEST_SESSION_MINUTES} minutes."
        faults.append(InputFault(field="preferences.session_minutes", reason=reason))
    for field in ("liked_techniques", "disliked_techniques"):
        for id in sorted(getattr(preferences, field) - set(knowledge.techniques)):
            faults.append(InputFault(field=f"preferences.{field}", reason=f"There is no technique {id}."))
    for position in sorted(preferences.uncomfortable_positions - set(POSITIONS)):
        reason = f"There is no position {position}."
        faults.append(InputFault(field="preferences.uncomfortable_positions", reason=reason))
    if faults:
        raise BadInput(tuple(faults))


def _change_faults(after: Changes, knowledge: Knowledge) -> Iterable[InputFault]:
    for field in ("pressure_less", "minutes_less", "sessions_done"):
        if getattr(after, field) < 0:
            yield InputFault(field=f"after.{field}", reason="A review can ask for less, not for more.")
    for id in sorted(after.avoid_techniques - set(knowledge.techniques)):
        yield InputFault(field="after.avoid_techniques", reason=f"There is no technique {id}.")


def _minutes(preferences: Preferences, limits: Limits, after: Changes) -> int:
    """Return the length of a session: as wished, within the limit, less what a review took off."""
    allowed = min(preferences.session_minutes, limits.max_minutes or preferences.session_minutes)
    if after.minutes_less and allowed - after.minutes_less < SHORTEST_SESSION_MINUTES:
        raise Refused("dose_cannot_fall", DOSE_CANNOT_FALL, field="after.minutes_less")
    return allowed - after.minutes_less


def _lighter_setting(setting: Setting, after: Changes) -> Setting:
    """Return the setting in which the hardest block is as much lighter as the review asked for."""
    hardest = max(block.pressure for block in _blocks(setting))
    softer = replace(setting, wish=lighter(setting.wish, hardest, after.pressure_less))
    try:
        _blocks(softer)
    except Refused as error:
        raise Refused("dose_cannot_fall", DOSE_CANNOT_FALL, field="after.pressure_less") from error
    return softer


def _blocks(setting: Setting) -> tuple[Block, ...]:
    choice = choose_techniques(setting.limits, setting.wish, setting.knowledge)
    blocks = session_blocks(choice, setting)
    if not blocks:
        message = "Limits and wishes together leave no technique that reaches a muscle. Talk the wishes over first."
        raise Refused("nothing_left", message, field="preferences")
    return blocks


def _exclusions(setting: Setting, uncomfortable: frozenset[str]) -> Iterable[Exclusion]:
    """Return everything the plan leaves out, with the rules or the wish behind it."""
    yield _thrust(setting.knowledge)
    yield from excluded_techniques(setting.limits, setting.wish, setting.knowledge)
    yield from _excluded_by_limits(setting.limits, setting.knowledge)
    for position in sorted(uncomfortable):
        yield Exclusion(what=f"Position: {_plain(position)}", why="It is uncomfortable for you.", because=())


def _thrust(knowledge: Knowledge) -> Exclusion:
    rules = tuple(rule.id for rule in knowledge.contraindications.values() if rule.origin == THRUST_ORIGIN)
    return Exclusion(what="Thrust manipulation of the spine", why="It is never part of massage.", because=rules)


def _excluded_by_limits(limits: Limits, knowledge: Knowledge) -> Iterable[Exclusion]:
    because = limits.because
    for region in sorted(limits.avoid_regions):
        rules = because.get(f"avoid_regions.{region}", ())
        yield Exclusion(what=f"Area: {knowledge.regions[region].label}", why="It has to be left alone.", because=rules)
    for position in sorted(set(POSITIONS) - limits.positions):
        rules = because.get("positions", ())
        yield Exclusion(what=f"Position: {_plain(position)}", why="It is not safe here.", because=rules)
    for field, what in (
        ("no_heat", "Heat"),
        ("no_tools", "Elbow and tools"),
        ("no_end_range_stretch", "End stretches"),
    ):
        if getattr(limits, field):
            yield Exclusion(what=what, why="It is not safe here.", because=because.get(field, ()))


def _plain(position: str) -> str:
    return position.replace("_", " ")


def _claims(techniques: tuple[Technique, ...]) -> tuple[ClaimId, ...]:
    return tuple(dict.fromkeys(claim for technique in techniques for claim in technique.claims))


def _citations(techniques: tuple[Technique, ...], picture: Picture, knowledge: Knowledge) -> tuple[EvidenceId, ...]:
    leading = picture.leading
    pattern = knowledge.patterns[leading.pattern].backing.evidence if leading else ()
    return tuple(dict.fromkeys((*(id for each in techniques for id in each.backing.evidence), *pattern)))
