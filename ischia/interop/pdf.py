"""How does a page become a PDF that prints, is read aloud, and is the same file every time?

HTML and styles in, bytes out: nothing is fetched, fonts are handed in. The PDF is tagged (PDF/UA-1: language, title,
headings, table headers). WeasyPrint and Pango are loaded only once a PDF is really made.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VARIANT = "pdf/ua-1"


class CannotMakePdf(Exception):
    """WeasyPrint, or the Pango library that it sets type with, is not on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A finished document: how many pages it has, at which type size (points)."""

    content: bytes
    pages: int
    points: float


def pdf_from_html(html: str, *, styles: str, fonts: Mapping[str, bytes], points: Sequence[float] = (10,)) -> Pdf:
    """Return the page as a PDF, in the first of the type sizes that makes one sheet of it, else in the last.

    `fonts` are WOFF2 files by family name. The same arguments give the same bytes. Raises CannotMakePdf.
    """
    weasyprint = _weasyprint()
    type_faces = "".join(_type_face(family, content) for family, content in sorted(fonts.items()))
    for size in points:
        document = _laid_out(weasyprint, html, f"{type_faces}{styles} html {{ font-size: {size}pt; }}")
        if len(document.pages) == 1:
            break
    return Pdf(content=document.write_pdf(pdf_variant=VARIANT), pages=len(document.pages), points=size)


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as fault:
        raise CannotMakePdf("WeasyPrint cannot be loaded: is Pango installed?") from fault
    return weasyprint


def _type_face(family: str, content: bytes) -> str:
    address = f"data:font/woff2;base64,{base64.b64encode(content).decode('ascii')}"
    return f"@font-face {{ font-family: '{family}'; src: url({address}) format('woff2'); }} "


def _laid_out(weasyprint: Any, html: str, styles: str) -> Any:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"})
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=styles, font_config=fonts, url_fetcher=fetcher)
    return weasyprint.HTML(string=html, url_fetcher=fetcher).render(stylesheets=[sheet], font_config=fonts)
