"""How does the answer to "where does the leg pain most likely come from?" read?"""

from collections.abc import Iterator

from ischia.cli.page import Page
from ischia.cli.presenters.words import listed, plain, sources
from ischia.knowledge.records import Accuracy, Knowledge
from ischia.pathway.assess.api import Clue, Likelihood, PatternReading, Picture, SchemeReading

MUSCLES_SHOWN = 5


def write_picture(page: Page, picture: Picture, knowledge: Knowledge) -> None:
    """The leading pattern first, then every pattern with what speaks for and against it."""
    _write_leading(page, picture)
    page.items((knowledge.findings[id].label for id in picture.ask_now), title="Ask about these now, before all else:")
    if picture.leaves_route:
        page.text("This leaves the sciatica route: the leading pattern does not come from the back or buttock.")
    if picture.is_irritable:
        page.text("The pain is irritable: light work only, and nothing that pulls on the nerve.")
    for reading in picture.readings:
        if _is_worth_reading(reading):
            _write_reading(page, reading)
    _write_nothing_found(page, picture)
    _write_rest(page, picture, knowledge)


def _write_leading(page: Page, picture: Picture) -> None:
    """What the pattern is most like, or that none fits."""
    leading = picture.leading
    if leading is None:
        page.lead("No pattern fits yet. More answers or tests are needed.")
    else:
        page.lead(
            f"Pattern most like: {leading.label} "
            f"({leading.likelihood.value}, {leading.points} points, confidence {leading.confidence.value})."
        )
        page.text(leading.say.therapist)


def _is_worth_reading(reading: PatternReading) -> bool:
    """Whether anything was found for the pattern; of the others the name says all there is to say."""
    return reading.likelihood is not Likelihood.UNLIKELY or bool(reading.speaks_for)


def _write_nothing_found(page: Page, picture: Picture) -> None:
    others = "; ".join(reading.label for reading in picture.readings if not _is_worth_reading(reading))
    if others:
        page.gap()
        page.text(f"Nothing found for: {others}.")


def _write_reading(page: Page, reading: PatternReading) -> None:
    page.gap()
    page.text(f"{reading.label}: {reading.likelihood.value}, {reading.points} of {reading.points_possible} points")
    page.items((_clue(clue) for clue in reading.speaks_for), title="For:", level=1)
    page.items((_clue(clue) for clue in reading.speaks_against), title="Against:", level=1)
    not_examined = "; ".join(clue.label for clue in reading.not_examined)
    if not_examined:
        page.text(f"Not known: {not_examined}", indent=2)
    for scheme in reading.schemes:
        _write_scheme(page, scheme)


def _write_scheme(page: Page, scheme: SchemeReading) -> None:
    """Another published count, once something of it was found. It enters nothing."""
    if not scheme.found:
        return
    told = {True: ", meets its cut", False: ", does not meet its cut", None: ""}[scheme.suggests]
    page.text(f"Beside it, not counted: {scheme.label}: {scheme.found} of {scheme.of}{told}.", indent=2)
    accuracy = "; ".join(_accuracy(scheme.accuracy)) if scheme.accuracy else ""
    notes = (accuracy, scheme.note, sources(scheme.citations, is_verified=scheme.is_verified))
    page.text(" ".join(f"{note.removesuffix('.')}." for note in notes[:2] if note) + f" {notes[2]}", indent=4)


def _clue(clue: Clue) -> str:
    label = clue.label if clue.was_found else f"Not there: {clue.label}"
    points = f" ({clue.points:+d})" if clue.was_found and clue.points else ""
    accuracy = "; ".join(_accuracy(clue.accuracy)) if clue.accuracy else ""
    told = f" {accuracy[0].upper()}{accuracy[1:]}." if accuracy else ""
    return f"{label}{points}.{told} {sources(clue.citations, is_verified=clue.is_verified)}"


def _accuracy(accuracy: Accuracy) -> Iterator[str]:
    for name, value in (
        ("sensitivity", accuracy.sensitivity),
        ("specificity", accuracy.specificity),
        ("LR+", accuracy.likelihood_ratio_positive),
        ("LR-", accuracy.likelihood_ratio_negative),
    ):
        if value is not None:
            yield f"{name} {value:g}"
    if accuracy.note:
        yield accuracy.note.removesuffix(".")


def _write_rest(page: Page, picture: Picture, knowledge: Knowledge) -> None:
    page.gap()
    if picture.could_fit_roots:
        fits = "; ".join(f"{fit.root} ({listed(fit.regions_matched)})" for fit in picture.could_fit_roots)
        page.text(f"The marks could fit: {fits}.")
    if picture.could_fit_muscles:
        muscles = "; ".join(
            f"{fit.label} ({listed(fit.regions_matched)})" for fit in picture.could_fit_muscles[:MUSCLES_SHOWN]
        )
        page.text(f"The pain could be passed on from: {muscles}.")
    if picture.could_fit_nerves:
        nerves = "; ".join(f"{fit.label} ({listed(fit.regions_matched)})" for fit in picture.could_fit_nerves)
        page.text(f"The skin marks could fit: {nerves}.")
    if picture.best_next_test:
        page.text(f"Most telling next test: {knowledge.findings[picture.best_next_test].label}.")
    page.pair("Side", plain(picture.side.value))
    page.items(picture.caveats, title="Bear in mind:")
