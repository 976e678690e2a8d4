"""What may be done today, given the re-screen and what a clinician has said before?"""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from ischia.knowledge.records import Level, LimitSet, RuleId
from ischia.pathway.book.api import permission
from ischia.pathway.book.values import ClearanceAnswer, Permission
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS, Limits, combine_limits

CLEARANCE = RuleId("clearance")
"""Stands where a rule id would, for a limit that a clinician set."""


class Stance(StrEnum):
    """What a re-screen lets the therapist do. `with_reason` needs a written reason by a named therapist."""

    GO_ON = "go_on"
    WITH_REASON = "with_reason"
    STOP = "stop"


def stance(verdict: Verdict, answer: ClearanceAnswer | None) -> Stance:
    """Urgent, emergency, unfinished, or advised against: stop. `answer` counts only where it covers this verdict."""
    return {
        Permission.CONFIRM: Stance.GO_ON,
        Permission.HOLD: Stance.WITH_REASON,
        Permission.NOTHING: Stance.STOP,
    }[permission(verdict.outcome, answer)]


def is_covered(verdict: Verdict, cleared: Verdict, *, expired: Collection[RuleId] = ()) -> bool:
    """Whether a clinician who answered to `cleared` has seen everything that `verdict` asks a clinician about.

    The same rule on a changed finding is news, and needs a new answer. So does every rule of `expired`: those that
    speak of one day only, once the day is another, since a yes to last week's fever says nothing about today's.
    """
    seen = {each.rule: each.findings_used for each in cleared.reasons if each.rule not in expired}
    asking = (reason for reason in verdict.reasons if reason.level.rank >= Level.CLINICIAN_FIRST.rank)
    return all(seen.get(reason.rule) == reason.findings_used for reason in asking)


def limits_today(verdict: Verdict, cleared: LimitSet | None) -> Limits:
    """The limits of the re-screen, made stricter where the clinician asked for it."""
    if cleared is None:
        return verdict.limits
    asked = combine_limits([(CLEARANCE, cleared)])
    both = combine_limits([(RuleId("verdict"), _as_asked(verdict.limits)), (CLEARANCE, cleared)])
    names = {**verdict.limits.because, **asked.because}
    because = {name: (*verdict.limits.because.get(name, ()), *asked.because.get(name, ())) for name in names}
    for number in ("max_pressure", "max_minutes"):
        strictest = [limits for limits in (verdict.limits, asked) if getattr(limits, number) == getattr(both, number)]
        because[number] = tuple(rule for limits in strictest for rule in limits.because.get(number, ()))
    return replace(both, because={name: rules for name, rules in because.items() if rules})


def _as_asked(limits: Limits) -> LimitSet:
    """What would have to be asked for to arrive at these limits."""
    return LimitSet(
        max_pressure=limits.max_pressure if limits.max_pressure < FULL_PRESSURE else None,
        max_minutes=limits.max_minutes,
        exclude_techniques=limits.exclude_techniques,
        avoid_regions=limits.avoid_regions,
        positions=limits.positions if limits.positions != frozenset(POSITIONS) else frozenset(),
        no_heat=limits.no_heat,
        no_tools=limits.no_tools,
        no_end_range_stretch=limits.no_end_range_stretch,
        precautions=limits.precautions,
    )
