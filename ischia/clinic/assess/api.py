"""What may other apps use of the assessment?"""

from ischia.clinic.assess.drawing import ChartForm, chart_form
from ischia.clinic.assess.figure import Figure, figures
from ischia.clinic.assess.mapping import chart_from_json, chart_of, chart_to_json, picture_of, picture_to_json
from ischia.clinic.assess.marking import (
    HIGHEST_INTENSITY,
    RegionGroup,
    SpotDetail,
    read_details,
    read_spots,
    region_groups,
    spot_details,
    spot_label,
    spots_of,
    symptom_in_words,
)
from ischia.clinic.assess.models import Assessment, SciaticaGrouping
from ischia.clinic.assess.presenters import MarkShown, PictureShown, show_marks, show_picture
from ischia.clinic.assess.queries import grouping_of, latest_assessment, latest_grouping
from ischia.clinic.assess.services import record_assessment, record_grouping

__all__ = [
    "HIGHEST_INTENSITY",
    "Assessment",
    "ChartForm",
    "Figure",
    "MarkShown",
    "PictureShown",
    "RegionGroup",
    "SciaticaGrouping",
    "SpotDetail",
    "chart_form",
    "chart_from_json",
    "chart_of",
    "chart_to_json",
    "figures",
    "grouping_of",
    "latest_assessment",
    "latest_grouping",
    "picture_of",
    "picture_to_json",
    "read_details",
    "read_spots",
    "record_assessment",
    "record_grouping",
    "region_groups",
    "show_marks",
    "show_picture",
    "spot_details",
    "spot_label",
    "spots_of",
    "symptom_in_words",
]
