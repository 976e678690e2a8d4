"""Which nerve roots could the marks on the body chart fit?

Shown only as "could fit", with low weight: 64 % of radicular pain does not follow the textbook map (CLINICAL.md
section 4, Murphy 2009). It never enters the count of a pattern, never excludes a root, never picks a technique.
"""

from ischia.knowledge.records import Knowledge, RegionId
from ischia.pathway.assess.values import RootFit
from ischia.pathway.shared.body_chart import BodyChart


def could_fit_roots(chart: BodyChart, knowledge: Knowledge) -> tuple[RootFit, ...]:
    """Return the roots whose usual field covers at least one mark; those that cover most marked regions first."""
    matched: dict[str, list[RegionId]] = {}
    for region in marked_regions(chart):
        for root in knowledge.regions[region].dermatomes:
            matched.setdefault(root, []).append(region)
    fits = (RootFit(root=root, regions_matched=tuple(regions)) for root, regions in matched.items())
    return tuple(sorted(fits, key=lambda fit: (-len(fit.regions_matched), fit.root)))


def marked_regions(chart: BodyChart) -> tuple[RegionId, ...]:
    """Return the regions with at least one mark, once each, in the order marked."""
    return tuple(dict.fromkeys(mark.region for mark in chart))
