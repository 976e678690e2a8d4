"""How are a clinic's figures shown: each with its denominator in words, none that a few cases could mislead by?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.overview.figures import WEEKS, Figures, Registered, Share
from ischia.clinic.overview.running_out import Warned, warning_for
from ischia.pathway.track.outcomes import FEWEST_COURSES, Group

FEWEST = 20
"""Below so many visits a share is left out: one visit more would change it too much."""

HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure: the number, its name, how it is counted, and where to go from here."""

    value: str
    label: str
    counted: str
    address: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """One registration that needs a look."""

    therapist: str
    address: str
    register: str
    warning: Warned


def tiles(figures: Figures) -> tuple[Tile, ...]:
    """What waits for somebody first, then how the last weeks went."""
    return (
        Tile(
            value=str(figures.clearances_waiting),
            label=_("clients wait for a clinician"),
            counted=_("Open episodes whose last safety check asks a clinician first, and nobody has answered since."),
            address=reverse("web:waiting"),
            action=_("See who waits"),
        ),
        Tile(
            value=str(figures.reviews_due),
            label=_("reviews are due"),
            counted=_(
                "Courses with no visit ahead, the last within eight weeks, for which nobody has decided what next."
            ),
        ),
        Tile(
            value=str(figures.running),
            label=_("courses are running"),
            counted=_("Courses with at least one booked visit still to come."),
            address=reverse("book:desk:calendar"),
            action=_("See the calendar"),
        ),
        Tile(value=_share(figures.filled, 1), label=_("of working time was filled"), counted=_filled(figures)),
        Tile(value=_share(figures.no_shows), label=_("did not come"), counted=_no_shows(figures)),
        Tile(value=_share(figures.late_cancelled), label=_("were cancelled late"), counted=_late(figures)),
    )


def _filled(figures: Figures) -> str:
    named = {
        "part": f"{figures.filled.part / HOUR:.0f}",
        "whole": f"{figures.filled.whole / HOUR:.0f}",
        "weeks": WEEKS,
    }
    return (
        _(
            "%(part)s of %(whole)s hours in the last %(weeks)d weeks: visits with the minutes before and after, of the "
            "therapists’ working hours less time off and closures."
        )
        % named
    )


def _no_shows(figures: Figures) -> str:
    named = {"part": figures.no_shows.part, "whole": figures.no_shows.whole, "weeks": WEEKS}
    return _("%(part)d of %(whole)d visits in the last %(weeks)d weeks that took place or were missed.") % named


def _late(figures: Figures) -> str:
    named = {"part": figures.late_cancelled.part, "whole": figures.late_cancelled.whole, "weeks": WEEKS}
    return (
        _("%(part)d of %(whole)d visits in the last %(weeks)d weeks that took place, were missed or cancelled late.")
        % named
    )


def _share(share: Share, fewest: int = FEWEST) -> str:
    """In percent; a dash where there is too little to speak of."""
    if share.whole < fewest:
        return "–"
    return f"{100 * share.part / share.whole:.0f}\N{NO-BREAK SPACE}%"


def outcome_in_words(group: Group | None) -> str:
    """How leg pain went, with its sample and interval; nothing but the size below twenty courses."""
    if group is None:
        return _("No course has been measured yet.")
    if group.shown is None:
        return _("%(measured)d courses were measured twice: below %(fewest)d there is nothing to say.") % {
            "measured": group.measured,
            "fewest": FEWEST_COURSES,
        }
    ends = group.shown.interval
    named: dict[str, object] = {
        "reached": group.shown.reached,
        "measured": group.shown.measured,
        "share": f"{ends.share * 100:.0f}",
        "low": f"{ends.low * 100:.0f}",
        "high": f"{ends.high * 100:.0f}",
        "courses": group.courses,
    }
    return (
        _(
            "Leg pain fell by what matters in %(reached)d of %(measured)d courses measured twice: %(share)s %% (95 %% "
            "interval %(low)s to %(high)s %%), of %(courses)d courses in all."
        )
        % named
    )


def expiring_rows(registered: Iterable[Registered], today: date) -> tuple[Expiring, ...]:
    """Registrations that ran out or soon will, the first to run out first; and therapists who have none."""
    warned = ((one, warning_for(one.registration, today)) for one in registered if one.is_active)
    return tuple(
        Expiring(
            therapist=one.name,
            address=reverse("overview:therapist", args=[one.therapist]),
            register=f"{one.registration.body}, {one.registration.number}" if one.registration else "",
            warning=warning,
        )
        for one, warning in warned
        if warning is not None
    )


def since_in_words(figures: Figures) -> str:
    """From when the last weeks are counted."""
    day = date_format(figures.since, "j F")
    return ngettext("Since %(day)s: %(weeks)d week", "Since %(day)s: %(weeks)d weeks", WEEKS) % {
        "day": day,
        "weeks": WEEKS,
    }
