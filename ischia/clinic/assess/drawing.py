"""What does a page need to let somebody draw on the body chart, or tick the same places in a list?

One component for the client's page and the therapist's: the figures with what is marked, what can be drawn, and the
list of places by part of the body. Drawing only ticks the boxes of the same form.
"""

from collections.abc import Collection
from dataclasses import dataclass

from ischia.clinic.assess.figure import Figure, figures
from ischia.clinic.assess.marking import (
    DEFAULT_INTENSITY,
    HIGHEST_INTENSITY,
    RegionGroup,
    SymptomBox,
    depth_boxes,
    region_groups,
    symptom_boxes,
)
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.body_chart import BodyChart


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartForm:
    """The chart to mark. `brushes` are the symptoms that can be drawn, `strength` where a drawn mark starts (0-10)."""

    figures: tuple[Figure, ...]
    groups: tuple[RegionGroup, ...]
    brushes: tuple[SymptomBox, ...]
    depths: tuple[SymptomBox, ...]
    strength: int
    strongest: int


def chart_form(spots: Collection[str], chart: BodyChart, knowledge: Knowledge) -> ChartForm:
    """The chart with these places ticked, and drawn as far as something is said of them."""
    return ChartForm(
        figures=figures(chart, knowledge, spots=spots),
        groups=region_groups(spots, knowledge),
        brushes=symptom_boxes(),
        depths=depth_boxes(),
        strength=DEFAULT_INTENSITY,
        strongest=HIGHEST_INTENSITY,
    )
