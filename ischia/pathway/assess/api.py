"""The door of the stage assess: where does the leg pain most likely come from?"""

from ischia.pathway.assess.asking_again import in_question, set_aside
from ischia.pathway.assess.picture import NERVE_ROOT, assess, is_irritable
from ischia.pathway.assess.route import route
from ischia.pathway.assess.stratify import (
    ABOUT_GROUPING,
    Grouping,
    Risk,
    SciaticaIndicators,
    StartBackScore,
    group_sciatica,
    risk_of,
)
from ischia.pathway.assess.values import (
    Clue,
    Likelihood,
    MuscleFit,
    NerveFit,
    PatternReading,
    Picture,
    PictureConfidence,
    RootFit,
    SchemeReading,
)

__all__ = [
    "ABOUT_GROUPING",
    "NERVE_ROOT",
    "Clue",
    "Grouping",
    "Likelihood",
    "MuscleFit",
    "NerveFit",
    "PatternReading",
    "Picture",
    "PictureConfidence",
    "Risk",
    "RootFit",
    "SchemeReading",
    "SciaticaIndicators",
    "StartBackScore",
    "assess",
    "group_sciatica",
    "in_question",
    "is_irritable",
    "risk_of",
    "route",
    "set_aside",
]
