"""The door of the stage assess: where does the leg pain most likely come from?"""

from ischia.pathway.assess.picture import NERVE_ROOT, assess, is_irritable
from ischia.pathway.assess.route import route
from ischia.pathway.assess.values import Clue, Likelihood, PatternReading, Picture, PictureConfidence, RootFit

__all__ = [
    "NERVE_ROOT",
    "Clue",
    "Likelihood",
    "PatternReading",
    "Picture",
    "PictureConfidence",
    "RootFit",
    "assess",
    "is_irritable",
    "route",
]
