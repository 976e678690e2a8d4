"""Which nerve roots, muscles and nerves could the marks on the body chart fit?

Shown only as "could fit", with low weight: 64 % of radicular pain does not follow the textbook map (CLINICAL.md
section 4, Murphy 2009), and where trigger points refer to is textbook knowledge that nobody has opened (3.7). No fit
enters the count of a pattern, excludes a root or picks a technique.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from ischia.knowledge.records import Knowledge, RegionId
from ischia.pathway.assess.values import MuscleFit, NerveFit, RootFit
from ischia.pathway.shared.body_chart import BodyChart, Symptom

_REFERRED = frozenset({Symptom.PAIN})
_OF_THE_SKIN = frozenset({Symptom.NUMB, Symptom.TINGLING, Symptom.BURNING})

_Name = TypeVar("_Name", bound=str)


def could_fit_roots(chart: BodyChart, knowledge: Knowledge) -> tuple[RootFit, ...]:
    """Return the roots whose usual field covers at least one mark; those that cover most marked regions first."""
    fields: dict[str, list[RegionId]] = {}
    for region in marked_regions(chart):
        for root in knowledge.regions[region].dermatomes:
            fields.setdefault(root, []).append(region)
    return tuple(RootFit(root=root, regions_matched=tuple(fields[root])) for root in _widest_first(fields))


def could_fit_muscles(chart: BodyChart, knowledge: Knowledge) -> tuple[MuscleFit, ...]:
    """Return the muscles whose trigger points usually refer to where pain is marked; the widest match first."""
    known = knowledge.muscles
    matched = _matched({id: muscle.refers_to for id, muscle in known.items()}, _regions(chart, _REFERRED))
    return tuple(
        MuscleFit(muscle=id, label=known[id].label, regions_matched=regions, is_verified=known[id].backing.is_verified)
        for id, regions in matched.items()
    )


def could_fit_nerves(chart: BodyChart, knowledge: Knowledge) -> tuple[NerveFit, ...]:
    """Return the nerves whose usual field of skin covers a numb, tingling or burning mark; the widest match first."""
    known = knowledge.peripheral_nerves
    matched = _matched({id: nerve.regions for id, nerve in known.items()}, _regions(chart, _OF_THE_SKIN))
    return tuple(
        NerveFit(nerve=id, label=known[id].label, regions_matched=regions, is_verified=known[id].backing.is_verified)
        for id, regions in matched.items()
    )


def marked_regions(chart: BodyChart) -> tuple[RegionId, ...]:
    """Return the regions with at least one mark, once each, in the order marked."""
    return _regions(chart, frozenset(Symptom))


def _regions(chart: BodyChart, symptoms: frozenset[Symptom]) -> tuple[RegionId, ...]:
    return tuple(dict.fromkeys(mark.region for mark in chart if mark.symptom in symptoms))


def _matched(
    fields: Mapping[_Name, tuple[RegionId, ...]], marked: tuple[RegionId, ...]
) -> dict[_Name, tuple[RegionId, ...]]:
    covered = {name: tuple(region for region in marked if region in field) for name, field in fields.items()}
    covering = {name: regions for name, regions in covered.items() if regions}
    return {name: covering[name] for name in _widest_first(covering)}


def _widest_first(fields: Mapping[_Name, Iterable[RegionId]]) -> list[_Name]:
    return sorted(fields, key=lambda name: (-len(tuple(fields[name])), name))
