"""How does a letter become a PDF? The same words as on the page, set on one sheet with our own fonts."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from ischia.clinic.decide.letters.letter import Letter
from ischia.interop.pdf import CannotMakePdf, Pdf, pdf_from_html
from ischia.pathway.shared.errors import Refused

STYLES = Path(__file__).with_name("paper.css")
POINTS = (10, 9, 8)
"""Type sizes tried until the letter fits on one sheet."""

FACES = {"Letter": "source-sans-3-latin-wght-normal-*", "Letter Extended": "source-sans-3-latin-ext-wght-normal-*"}


def paper(letter: Letter) -> Pdf:
    """The letter as a PDF. Refused (`no_pdf`) where this machine cannot make one."""
    html = render_to_string("decide/letters/paper.html", {"letter": letter})
    try:
        return pdf_from_html(html, styles=STYLES.read_text(encoding="utf-8"), fonts=fonts(), points=POINTS)
    except CannotMakePdf as fault:
        raise Refused("no_pdf", "PDFs cannot be made here just now. Please print the page instead.") from fault


@cache
def fonts() -> dict[str, bytes]:
    """The fonts that the pages use, as they were built; none where nothing is built, and paper takes the machine's."""
    folder = finders.find("built/fonts")
    if not isinstance(folder, str):
        return {}
    found = {family: next(Path(folder).glob(f"{name}.woff2"), None) for family, name in FACES.items()}
    return {family: path.read_bytes() for family, path in found.items() if path is not None}
