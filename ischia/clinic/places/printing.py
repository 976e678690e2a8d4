"""How does the clinic put a page on paper: as a PDF, in the type that its pages use?"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from ischia.interop.pdf import CannotMakePdf, Pdf, pdf_from_html
from ischia.pathway.shared.errors import Refused

FACES = {"Letter": "source-sans-3-latin-wght-normal-*", "Letter Extended": "source-sans-3-latin-ext-wght-normal-*"}


def on_paper(html: str, *, styles: Path, points: Sequence[float]) -> Pdf:
    """The page as a PDF; `points` are type sizes tried until it is one sheet.

    Raises:
        Refused: `no_pdf` where this machine cannot make one.
    """
    try:
        return pdf_from_html(html, styles=styles.read_text(encoding="utf-8"), fonts=fonts(), points=points)
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
