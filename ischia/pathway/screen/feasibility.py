"""What can still be done within these limits, and is there anything at all?"""

from ischia.knowledge.records import Knowledge, RegionId, Technique
from ischia.pathway.shared.limits import Limits

SHORTEST_SESSION_MINUTES = 15


def is_possible(technique: Technique, limits: Limits) -> bool:
    """Whether the technique is allowed, needs no forbidden tool and works at a permitted pressure."""
    if technique.id in limits.exclude_techniques or (technique.uses_tools and limits.no_tools):
        return False
    return technique.pressure_low <= limits.max_pressure


def possible_techniques(limits: Limits, knowledge: Knowledge) -> tuple[Technique, ...]:
    """Return the techniques that the limits leave, in the order of the knowledge."""
    return tuple(technique for technique in knowledge.techniques.values() if is_possible(technique, limits))


def target_regions(knowledge: Knowledge) -> frozenset[RegionId]:
    """Return every region in which a muscle lies that the techniques work on."""
    return frozenset(region for muscle in knowledge.muscles.values() for region in muscle.regions)


def what_leaves_nothing(limits: Limits, knowledge: Knowledge) -> tuple[str, ...]:
    """Name the fields of the limits that together leave no massage possible; empty when something is left."""
    if limits.is_unrestricted:
        return ()
    if not limits.positions:
        return ("positions",)
    if limits.max_minutes is not None and limits.max_minutes < SHORTEST_SESSION_MINUTES:
        return ("max_minutes",)
    if target_regions(knowledge) <= limits.avoid_regions:
        return ("avoid_regions",)
    if not possible_techniques(limits, knowledge):
        return ("exclude_techniques", "no_tools", "max_pressure")
    return ()
