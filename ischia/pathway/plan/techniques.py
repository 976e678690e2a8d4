"""Which ways of working come into question, and why were others left out?

No technique has been shown better than another for sciatica (CLINICAL.md 7), so the choice follows limits first, then
the client's liking and the pressure they wish; an irritable leg starts light unless the client asks for more.
Relaxation massage, the comparator of the best trial, opens and closes each session and stands in where nothing else is
left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ischia.knowledge.records import Knowledge, Technique, TechniqueId
from ischia.pathway.assess.api import Picture
from ischia.pathway.plan.values import Changes, Exclusion, Preferences, PressureWish
from ischia.pathway.screen.api import is_possible
from ischia.pathway.shared.limits import FULL_PRESSURE, Limits

COMPARATOR = TechniqueId("relaxation_massage")
FOCUS_TECHNIQUES_AT_MOST = 2

LIGHT, MODERATE, FIRM = 2, 3, 4
_WISHED_PRESSURE = {PressureWish.LIGHT: LIGHT, PressureWish.MODERATE: MODERATE, PressureWish.FIRM: FIRM}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the client asks for, with the pressure 1-5 that this comes to for them, and what reviews ask for.

    `ceiling` is the most pressure that a review leaves, `avoided` what it wants to see changed.
    """

    pressure: int
    liked: frozenset[TechniqueId]
    disliked: frozenset[TechniqueId]
    avoided: frozenset[TechniqueId] = frozenset()
    ceiling: int = FULL_PRESSURE


def wish_of(preferences: Preferences, picture: Picture, changes: Changes) -> Wish:
    """Return the wish; without one about pressure an irritable leg starts light, any other moderate."""
    start = LIGHT if picture.is_irritable else MODERATE
    return Wish(
        pressure=_WISHED_PRESSURE.get(preferences.pressure, start),
        liked=preferences.liked_techniques,
        disliked=preferences.disliked_techniques,
        avoided=changes.avoid_techniques,
    )


def lighter(wish: Wish, hardest: int, less: int) -> Wish:
    """Return the wish under a ceiling that lies `less` below the `hardest` block so far."""
    ceiling = hardest - less
    return replace(wish, pressure=min(wish.pressure, ceiling), ceiling=ceiling)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a session is made of. `comparator` is None when it cannot be used, `focus` empty when nothing else can."""

    comparator: Technique | None
    focus: tuple[Technique, ...]

    @property
    def all(self) -> tuple[Technique, ...]:
        return (*self.focus, *((self.comparator,) if self.comparator else ()))


def choose_techniques(limits: Limits, wish: Wish, knowledge: Knowledge) -> Choice:
    """Choose at most two techniques to focus on, liked ones first, then those nearest to the pressure wished."""
    usable = [each for each in knowledge.techniques.values() if why_not(each, limits, wish) is None]
    comparator = next((each for each in usable if each.id == COMPARATOR), None)
    others = [each for each in usable if each.id != COMPARATOR]
    liked = [each for each in others if each.id in wish.liked]
    if not liked and COMPARATOR in wish.liked and comparator:
        return Choice(comparator, ())
    ranked = sorted(liked or others, key=lambda each: (abs(_nearest_pressure(each, wish) - wish.pressure), each.id))
    return Choice(comparator, tuple(ranked[:FOCUS_TECHNIQUES_AT_MOST]))


def pressure_for(technique: Technique, limits: Limits, wish: Wish) -> int:
    """Return the pressure 1-5: as wished, within the technique's range, never above the limit or a review's ceiling."""
    return min(_nearest_pressure(technique, wish), limits.max_pressure, wish.ceiling)


def why_not(technique: Technique, limits: Limits, wish: Wish) -> Exclusion | None:
    """Say why a technique is left out; None when it may be used."""
    if not is_possible(technique, limits):
        return _because_of_limits(technique, limits)
    if technique.id in wish.disliked:
        return Exclusion(what=technique.label, why="You asked us to leave it out.", because=())
    if technique.id in wish.avoided:
        why = "It was used before without enough change, so we try another way."
        return Exclusion(what=technique.label, why=why, because=())
    if technique.pressure_low > wish.ceiling:
        return Exclusion(what=technique.label, why="It works harder than the last review allows.", because=())
    if technique.id not in wish.liked and technique.pressure_low > wish.pressure:
        why = "It works harder than the pressure this plan starts with."
        return Exclusion(what=technique.label, why=why, because=())
    return None


def excluded_techniques(limits: Limits, wish: Wish, knowledge: Knowledge) -> Iterable[Exclusion]:
    """Return every technique left out, with its reason."""
    for technique in knowledge.techniques.values():
        if exclusion := why_not(technique, limits, wish):
            yield exclusion


def _because_of_limits(technique: Technique, limits: Limits) -> Exclusion:
    because = limits.because
    if technique.id in limits.exclude_techniques:
        rules = because.get(f"exclude_techniques.{technique.id}", ())
        return Exclusion(what=technique.label, why="A safety rule excludes it.", because=rules)
    if technique.pressure_low > limits.max_pressure:
        why = f"It needs pressure {technique.pressure_low} of 5; at most {limits.max_pressure} is safe here."
        return Exclusion(what=technique.label, why=why, because=because.get("max_pressure", ()))
    why = "It uses elbow or tools, which are not safe here."
    return Exclusion(what=technique.label, why=why, because=because.get("no_tools", ()))


def _nearest_pressure(technique: Technique, wish: Wish) -> int:
    return max(technique.pressure_low, min(technique.pressure_high, wish.pressure))
