"""How does a letter become a PDF? The same words as on the page, set on one sheet with our own fonts."""

from pathlib import Path

from django.template.loader import render_to_string

from ischia.clinic.decide.letters.letter import Letter
from ischia.clinic.places.api import on_paper
from ischia.interop.pdf import Pdf

STYLES = Path(__file__).with_name("paper.css")
POINTS = (10, 9, 8)
"""Type sizes tried until the letter fits on one sheet."""


def paper(letter: Letter) -> Pdf:
    """The letter as a PDF. Refused (`no_pdf`) where this machine cannot make one."""
    return on_paper(render_to_string("decide/letters/paper.html", {"letter": letter}), styles=STYLES, points=POINTS)
