"""How is the picture said to the client: what it is most like, what speaks for and against, how sure?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.assess.marking import spot_in_words, symptom_in_words
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import Clue, Likelihood, PatternReading, Picture, PictureConfidence
from ischia.pathway.shared.body_chart import BodyChart


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingShown:
    """One pattern. `fit` is unlikely, possible or likely."""

    label: str
    fit: str
    fit_in_words: str
    confidence: str
    text: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    not_examined: tuple[str, ...]
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureShown:
    """The picture with its caveats; `leading` is None when nothing fits well."""

    leading: ReadingShown | None
    others: tuple[ReadingShown, ...]
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkShown:
    """One mark as words, for lists and for those who cannot see the figure."""

    where: str
    what: str
    intensity: int
    region: str
    side: str


def show_picture(picture: Picture) -> PictureShown:
    """The picture in the client's words."""
    leading = picture.leading
    others = [reading for reading in picture.readings if reading is not leading]
    return PictureShown(
        leading=_shown(leading) if leading else None,
        others=tuple(_shown(reading) for reading in others),
        caveats=picture.caveats,
    )


def show_marks(chart: BodyChart, knowledge: Knowledge) -> tuple[MarkShown, ...]:
    """The marks in words."""
    return tuple(
        MarkShown(
            where=spot_in_words(knowledge.regions[mark.region], mark.side),
            what=symptom_in_words(mark.symptom),
            intensity=mark.intensity,
            region=mark.region,
            side=mark.side.value,
        )
        for mark in chart
        if mark.region in knowledge.regions
    )


def _shown(reading: PatternReading) -> ReadingShown:
    return ReadingShown(
        label=reading.label,
        fit=reading.likelihood.value,
        fit_in_words=_fit(reading.likelihood),
        confidence=_confidence(reading.confidence),
        text=reading.say.client,
        speaks_for=_labels(reading.speaks_for),
        speaks_against=_labels(reading.speaks_against),
        not_examined=_labels(reading.not_examined),
        count=_("%(points)d of %(possible)d published signs")
        % {"points": reading.points, "possible": reading.points_possible},
    )


def _fit(likelihood: Likelihood) -> str:
    return {
        Likelihood.LIKELY: _("fits well"),
        Likelihood.POSSIBLE: _("may fit"),
        Likelihood.UNLIKELY: _("fits poorly"),
    }[likelihood]


def _confidence(confidence: PictureConfidence) -> str:
    return {
        PictureConfidence.MODERATE: _("fairly sure, not certain"),
        PictureConfidence.LOW: _("not very sure yet"),
    }[confidence]


def _labels(clues: Iterable[Clue]) -> tuple[str, ...]:
    return tuple(clue.label for clue in clues)
