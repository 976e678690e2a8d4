"""How does a receipt become a PDF? The same words as on the page, set on one sheet."""

from pathlib import Path

from django.template.loader import render_to_string

from ischia.clinic.places.api import on_paper
from ischia.clinic.receipts.presenters import ReceiptShown
from ischia.interop.pdf import Pdf

STYLES = Path(__file__).with_name("paper.css")


def paper(receipt: ReceiptShown) -> Pdf:
    """The receipt as a PDF. Refused (`no_pdf`) where this machine cannot make one."""
    html = render_to_string("receipts/paper.html", {"receipt": receipt})
    return on_paper(html, styles=STYLES, points=(11, 9))
