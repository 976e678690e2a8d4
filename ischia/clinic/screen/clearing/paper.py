"""How does the question to a clinician go on paper, with room for the answer?"""

from pathlib import Path

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from ischia.clinic.places.api import on_paper
from ischia.clinic.screen.clearing.wording import Sheet
from ischia.interop.pdf import Pdf

STYLES = Path(__file__).with_name("paper.css")
POINTS = (10, 9, 8, 7.5)
"""Type sizes tried until it fits on one sheet."""


def paper(sheet: Sheet) -> Pdf:
    """The sheet as a PDF. Refused (`no_pdf`) where this machine cannot make one."""
    return on_paper(render_to_string("screen/clearing/paper.html", {"sheet": sheet}), styles=STYLES, points=POINTS)


def paper_response(sheet: Sheet) -> HttpResponse:
    """The PDF to keep. The file's name names nobody."""
    name = f"question-to-clinician-{timezone.localdate(sheet.checked_at)}.pdf"
    return HttpResponse(
        paper(sheet).content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
