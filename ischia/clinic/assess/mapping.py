"""How do a body chart and a picture become rows, and rows values again?"""

from typing import Any

import msgspec

from ischia.clinic.assess.models import Assessment, SciaticaGrouping
from ischia.pathway.assess.api import Grouping, Picture
from ischia.pathway.shared.body_chart import BodyChart


def chart_to_json(chart: BodyChart) -> list[dict[str, Any]]:
    """The marks as builtins."""
    marks: list[dict[str, Any]] = msgspec.to_builtins(chart)
    return marks


def chart_from_json(marks: Any) -> BodyChart:
    """The other way round."""
    return msgspec.convert(marks, BodyChart)


def picture_to_json(picture: Picture) -> dict[str, Any]:
    """The whole picture as builtins."""
    document: dict[str, Any] = msgspec.to_builtins(picture, order="sorted")
    return document


def picture_of(assessment: Assessment) -> Picture:
    """The picture as it was given, under the knowledge of its day."""
    return msgspec.convert(assessment.picture, Picture)


def chart_of(assessment: Assessment) -> BodyChart:
    """The marks as they were given."""
    return chart_from_json(assessment.body_chart)


def grouping_to_json(grouping: Grouping) -> dict[str, Any]:
    """The whole grouping as builtins."""
    document: dict[str, Any] = msgspec.to_builtins(grouping, order="sorted")
    return document


def grouping_of_row(row: SciaticaGrouping) -> Grouping:
    """The grouping as it was given."""
    return msgspec.convert(row.grouping, Grouping)
