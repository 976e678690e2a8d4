"""How does the answer to "is it helping, more than noise and nature?" read?"""

from ischia.cli.page import Page
from ischia.cli.presenters.words import plain, sources
from ischia.knowledge.records import Knowledge
from ischia.pathway.track.api import Change, Progress, Score, number


def write_progress(page: Page, progress: Progress, knowledge: Knowledge) -> None:
    """The headline first, then each measure, then what the reading cannot claim."""
    page.lead(progress.headline)
    for change in progress.changes:
        page.item(_change(change))
    compared = {change.instrument for change in progress.changes}
    for instrument, scores in progress.series.items():
        if instrument not in compared:
            page.item(f"{knowledge.instruments[instrument].label}: {_scores(scores)} (one score only)")
    page.gap()
    page.items(progress.cautions, title="Bear in mind:")


def write_series(page: Page, scores: tuple[Score, ...], knowledge: Knowledge) -> None:
    """Every score of one measure by day."""
    for one in scores:
        page.item(f"{one.on}: {number(one.value)}{_missing(one)}")


def _missing(score: Score) -> str:
    return f" (estimated, without {', '.join(score.missing)})" if score.missing else ""


def _scores(scores: tuple[Score, ...]) -> str:
    return " -> ".join(number(score.value) for score in scores)


def _change(change: Change) -> str:
    by = f", {change.percent:+.0f} %" if change.percent is not None else ""
    moved = f"{number(change.baseline.value)} -> {number(change.latest.value)}{by}"
    if change.baseline == change.latest:
        moved = number(change.latest.value)
    return f"{change.label}: {moved}; {plain(change.reading.value)}. {change.why} {sources(change.citations)}"
