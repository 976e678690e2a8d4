"""What does a letter say about the safety check, limits, unwanted effects and what to do now?

Lists are cut to what finds room on one sheet; a cut list says so, and the record has the rest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.assess.api import latest_assessment, picture_of, show_picture
from ischia.clinic.decide.letters.letter import Reader
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import latest_care_plan, plan_of
from ischia.clinic.screen.api import Screening, fill_numbers, limits_in_words, show_verdict, verdict_of
from ischia.clinic.treat.api import SessionRecord, event_name, record_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.limits import Limits

MOST_LINES = 4
"""Lines of one section."""

LONGEST = 220
"""Characters of a text that somebody typed."""


def shortened(text: str) -> str:
    """A text that somebody typed, cut at a word where it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def cut(lines: Iterable[str]) -> tuple[str, ...]:
    """The first lines; where there are more, a line that says how many."""
    whole = tuple(dict.fromkeys(lines))
    if len(whole) <= MOST_LINES:
        return whole
    left = len(whole) - MOST_LINES + 1
    more = ngettext("and %(left)d more, in the record", "and %(left)d more, in the record", left) % {"left": left}
    return (*whole[: MOST_LINES - 1], more)


def found(episode: Episode, reader: Reader, knowledge: Knowledge, *, screening: Screening | None) -> tuple[str, ...]:
    """The newest safety check, and the pattern that the pain is most like.

    Whoever the check sends away is told what to do now, and of no pattern that would draw attention from it.
    """
    if screening is None:
        return cut(_pattern(episode, reader))
    verdict = verdict_of(screening)
    shown = show_verdict(verdict, clinic=episode.client.clinic, knowledge=knowledge)
    pattern = () if shown.stops_here else tuple(_pattern(episode, reader))
    return cut((*_checked(verdict, shown.headline, shown.act_now, reader), *pattern))


def _checked(verdict: Verdict, headline: str, act_now: tuple[str, ...], reader: Reader) -> Iterator[str]:
    yield _("Newest safety check: %(said)s") % {"said": headline}
    yield from act_now
    if reader is Reader.CLINICIAN and verdict.reasons:
        yield _("Because of: %(reasons)s.") % {"reasons": "; ".join(one.title for one in verdict.reasons[:MOST_LINES])}


def _pattern(episode: Episode, reader: Reader) -> Iterator[str]:
    assessment = latest_assessment(episode)
    leading = show_picture(picture_of(assessment)).leading if assessment else None
    if leading is None:
        yield _("No pattern of leg pain fits well so far. This is not a diagnosis.")
        return
    named = {"pattern": leading.label, "fit": leading.fit_in_words, "sure": leading.confidence}
    yield _("Pattern most like: %(pattern)s (%(fit)s; %(sure)s). This is not a diagnosis.") % named
    if reader is Reader.CLINICIAN and leading.speaks_for:
        yield _("For it speak: %(signs)s.") % {"signs": "; ".join(leading.speaks_for[:MOST_LINES])}


def limits_that_held(
    rows: Sequence[SessionRecord], knowledge: Knowledge, *, screening: Screening | None
) -> tuple[str, ...]:
    """The limits of the last session; before a first session, those of the newest safety check."""
    if rows:
        limits = msgspec.convert(rows[-1].limits, Limits)
    elif screening is not None:
        limits = verdict_of(screening).limits
    else:
        return ()
    return cut(limits_in_words(limits, knowledge))


def events_told(rows: Iterable[SessionRecord]) -> tuple[str, ...]:
    """Unwanted effects by kind: how often, and how long at most; those that needed medical care are named first."""
    events = [event for row in rows for event in record_of(row).adverse_events]
    serious = sum(event.is_serious for event in events)
    first = [_("Needed medical care: %(times)d.") % {"times": serious}] if serious else []
    counts = Counter(event.kind for event in events)
    longest = {kind: max(event.hours for event in events if event.kind is kind) for kind in counts}
    return cut((*first, *(_often(event_name(kind), times, longest[kind]) for kind, times in counts.items())))


def _often(what: str, times: int, hours: int) -> str:
    said = ngettext(
        "%(what)s: once, at most %(hours)d hours.", "%(what)s: %(times)d times, at most %(hours)d hours.", times
    )
    return said % {"what": what, "times": times, "hours": hours}


def at_home(episode: Episode) -> tuple[str, ...]:
    """What the plan asks the client to go on with."""
    care_plan = latest_care_plan(episode)
    return cut(plan_of(care_plan).home_programme) if care_plan else ()


def watch_for(episode: Episode, *, screening: Screening | None) -> tuple[str, ...]:
    """The signs that need help now, whole and in the order of the safety check, with the clinic's numbers."""
    lines = verdict_of(screening).safety_net if screening else ()
    return tuple(fill_numbers(line, episode.client.clinic) for line in lines)


def treated_by(rows: Iterable[SessionRecord]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.signed_name for row in rows))
