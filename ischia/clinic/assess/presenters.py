"""How is the picture said to the client: what it is most like, what speaks for and against, how sure?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.assess.marking import depth_in_words, spot_in_words, symptom_in_words
from ischia.knowledge.records import Knowledge
from ischia.pathway.assess.api import Clue, Likelihood, PatternReading, Picture, PictureConfidence
from ischia.pathway.shared.body_chart import UNSURE_DEPTH, BodyChart

MOST_OVERLAPS = 5
"""How many names of one kind are shown; those that cover most marks come first."""


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
    """The picture with its caveats; `leading` is None when nothing fits well.

    `overlaps` says what the marks could fit: roots, muscles, nerves of the leg.
    """

    leading: ReadingShown | None
    others: tuple[ReadingShown, ...]
    caveats: tuple[str, ...]
    overlaps: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkShown:
    """One mark as words, for lists and for those who cannot see the figure. `depth` is empty where nobody was sure."""

    where: str
    what: str
    depth: str
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
        overlaps=tuple(_overlaps(picture)),
    )


def show_marks(chart: BodyChart, knowledge: Knowledge) -> tuple[MarkShown, ...]:
    """The marks in words."""
    return tuple(
        MarkShown(
            where=spot_in_words(knowledge.regions[mark.region], mark.side),
            what=symptom_in_words(mark.symptom),
            depth="" if mark.depth == UNSURE_DEPTH else depth_in_words(mark.depth),
            intensity=mark.intensity,
            region=mark.region,
            side=mark.side.value,
        )
        for mark in chart
        if mark.region in knowledge.regions
    )


def _overlaps(picture: Picture) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What the marks could fit, each kind with its names; kinds that fit nothing are left out."""
    kinds = (
        (_("Nerve roots of the low back"), [fit.root for fit in picture.could_fit_roots]),
        (_("Muscles that may pass pain on to there"), [fit.label for fit in picture.could_fit_muscles]),
        (_("Nerves of the leg"), [fit.label for fit in picture.could_fit_nerves]),
    )
    return ((kind, tuple(names[:MOST_OVERLAPS])) for kind, names in kinds if names)


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
