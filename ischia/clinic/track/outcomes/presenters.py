"""How are outcomes shown: counts with intervals, the case mix beside them, a funnel, and never a ranking?"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.translation import gettext as _

from ischia.clinic.track.outcomes.funnel import Funnel, Point, funnel
from ischia.knowledge.records import Knowledge, TechniqueId
from ischia.pathway.track.api import number
from ischia.pathway.track.outcomes import Group, MeasureOutcome, Shown, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table. A group too small to be shown has `share` empty. `letter` marks it in the funnel."""

    letter: str
    label: str
    courses: int
    measured: str
    share: str = ""
    reached: str = ""
    bounds: str = ""
    first_score: str = ""
    weeks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureShown:
    """One measure: a sentence, the table and the funnel (None with fewer than two groups in it)."""

    id: str
    label: str
    sentence: str
    no_room: int
    lines: tuple[Line, ...]
    funnel: Funnel | None


def measures_shown(found: Sequence[MeasureOutcome], knowledge: Knowledge) -> tuple[MeasureShown, ...]:
    """Every measure; techniques by name, since any other order would be a ranking."""
    return tuple(_measure(one, knowledge) for one in found)


def _measure(one: MeasureOutcome, knowledge: Knowledge) -> MeasureShown:
    groups = sorted(one.by_technique, key=lambda group: _label(group, knowledge))
    lettered = list(zip(ascii_uppercase, groups, strict=False))
    label = knowledge.instruments[one.instrument].label
    overall = one.all_courses.shown
    return MeasureShown(
        id=str(one.instrument),
        label=label,
        sentence=_sentence(one.all_courses),
        no_room=overall.no_room if overall else 0,
        lines=(
            _line("", _("All courses"), one.all_courses),
            *(_line(letter, _label(group, knowledge), group) for letter, group in lettered),
        ),
        funnel=_funnel(str(one.instrument), overall, lettered, knowledge),
    )


def _label(group: Group, knowledge: Knowledge) -> str:
    return knowledge.techniques[group.technique or TechniqueId("")].label


def _sentence(group: Group) -> str:
    if group.shown is None:
        return _("%(measured)d of %(courses)d courses were measured twice: too few to say anything.") % {
            "measured": group.measured,
            "courses": group.courses,
        }
    return _("%(reached)d of %(measured)d courses changed by what matters: %(share)s.") % {
        "reached": group.shown.reached,
        "measured": group.shown.measured,
        "share": _interval(group.shown),
    }


def _line(letter: str, label: str, group: Group) -> Line:
    measured = _("%(measured)d (%(percent)s)") % {"measured": group.measured, "percent": _percent(group.completeness)}
    if group.shown is None:
        return Line(letter=letter, label=label, courses=group.courses, measured="")
    shown = group.shown
    return Line(
        letter=letter,
        label=label,
        courses=group.courses,
        measured=measured,
        share=_interval(shown),
        reached=_("%(reached)d of %(measured)d") % {"reached": shown.reached, "measured": shown.measured},
        bounds=_("%(low)s to %(high)s") % {"low": _percent(shown.at_least), "high": _percent(shown.at_most)},
        first_score=_spread(shown.first_score),
        weeks=_weeks(shown),
    )


def _interval(shown: Shown) -> str:
    ends = shown.interval
    return _("%(share)s (95 %% interval %(low)s to %(high)s)") % {
        "share": _percent(ends.share),
        "low": _percent(ends.low),
        "high": _percent(ends.high),
    }


def _percent(share: float) -> str:
    """A share in percent, the sign kept with its number by a space that does not break."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def _spread(spread: Spread) -> str:
    return _("%(middle)s (%(low)s to %(high)s)") % {
        "middle": number(spread.middle),
        "low": number(spread.low),
        "high": number(spread.high),
    }


def _weeks(shown: Shown) -> str:
    said = _spread(shown.weeks_since_onset) if shown.weeks_since_onset else _("known too rarely")
    if not shown.onset_unknown:
        return said
    return _("%(said)s; not known in %(unknown)d") % {"said": said, "unknown": shown.onset_unknown}


def _funnel(
    id: str, overall: Shown | None, lettered: Sequence[tuple[str, Group]], knowledge: Knowledge
) -> Funnel | None:
    points = [
        Point(
            letter=letter,
            label=_label(group, knowledge),
            measured=group.shown.measured,
            share=group.shown.interval.share,
        )
        for letter, group in lettered
        if group.shown is not None
    ]
    return funnel(id, overall.interval.share, points) if overall and len(points) > 1 else None
