"""Where do the hands go, and how does the client lie for it?"""

from collections.abc import Iterable
from dataclasses import dataclass

from ischia.knowledge.records import Knowledge, Muscle, MuscleId, RegionId, Technique
from ischia.pathway.assess.api import Likelihood, Picture
from ischia.pathway.shared.limits import POSITIONS, Limits

# Which views of the body a therapist reaches in which position: [proposed], a product setting.
_REACHED_VIEWS = {
    "prone": frozenset({"back"}),
    "side_lying": frozenset({"back", "front"}),
    "supine": frozenset({"front"}),
    "semi_reclined": frozenset({"front"}),
    "seated": frozenset({"back"}),
}
_USUAL_ORDER = ("prone", "side_lying", "supine", "semi_reclined", "seated")
_EASE_ORDER = ("side_lying", "supine", "semi_reclined", "prone", "seated")


@dataclass(frozen=True, slots=True)
class Target:
    """One muscle as it can be worked on: where it may be touched, lying how."""

    muscle: MuscleId
    regions: tuple[RegionId, ...]
    position: str


def positions_in_order(
    picture: Picture, limits: Limits, uncomfortable: frozenset[str], knowledge: Knowledge
) -> tuple[str, ...]:
    """Return the positions that are allowed and comfortable, those that relieve the leading pattern first.

    An irritable leg is worked on in a position of ease (CI31), side-lying first.
    """
    leading = picture.leading
    relieving = knowledge.patterns[leading.pattern].relieving_positions if leading else ()
    usual = _EASE_ORDER if picture.is_irritable else _USUAL_ORDER
    ordered = dict.fromkeys(position for position in (*relieving, *usual) if position in POSITIONS)
    return tuple(each for each in ordered if each in limits.positions and each not in uncomfortable)


def targets_for(
    technique: Technique, picture: Picture, limits: Limits, positions: tuple[str, ...], knowledge: Knowledge
) -> tuple[Target, ...]:
    """Return the muscles for a technique: those of the leading pattern first, else the technique's usual ones."""
    wanted = tuple(_wanted_muscles(picture, knowledge))
    suited = [id for id in wanted if not technique.targets or id in technique.targets]
    for muscles in (suited, technique.targets or tuple(knowledge.muscles)):
        reached = [_reach(knowledge.muscles[id], limits, positions, knowledge) for id in muscles]
        targets = tuple(target for target in reached if target)
        if targets:
            return targets
    return ()


def _wanted_muscles(picture: Picture, knowledge: Knowledge) -> Iterable[MuscleId]:
    """Give the muscles of every pattern that at least possibly fits, best fit first, once each.

    Those that lie where the body chart is marked come before the others.
    """
    fitting = [each for each in picture.readings if each.likelihood is not Likelihood.UNLIKELY]
    muscles = dict.fromkeys(muscle for each in fitting for muscle in knowledge.patterns[each.pattern].muscles)
    marked = frozenset(picture.marked_regions)
    return sorted(muscles, key=lambda muscle: marked.isdisjoint(knowledge.muscles[muscle].regions))


def _reach(muscle: Muscle, limits: Limits, positions: tuple[str, ...], knowledge: Knowledge) -> Target | None:
    allowed = [region for region in muscle.regions if region not in limits.avoid_regions]
    for position in positions:
        reached = tuple(each for each in allowed if knowledge.regions[each].view in _REACHED_VIEWS[position])
        if reached:
            return Target(muscle.id, reached, position)
    return None
