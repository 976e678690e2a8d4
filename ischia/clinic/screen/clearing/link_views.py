"""Which page does a clinician see who was asked by link, without an account?"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import record_read
from ischia.clinic.people.api import SecureLink, bearer, by_link
from ischia.clinic.places.api import clinic_of
from ischia.clinic.screen.clearing.forms import AnswerByLinkForm
from ischia.clinic.screen.clearing.paper import paper_response
from ischia.clinic.screen.clearing.requests import BEARER, PURPOSE, answer_request, is_overtaken
from ischia.clinic.screen.clearing.wording import limits_set_by, sheet_of
from ischia.clinic.screen.mapping import verdict_of
from ischia.clinic.screen.models import ClearanceRequest
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@by_link(PURPOSE)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, link: SecureLink, *, token: str) -> HttpResponse:
    """One page: what was found, what is planned, what is asked, and the answer."""
    asked = _asked(request, link)
    knowledge = load_knowledge()
    if request.method == "GET":
        record_read(actor=bearer(link, BEARER), subject=asked, part="clinician question")
    if request.method == "GET" and is_overtaken(asked):
        return render(request, "screen/clearing/overtaken.html", status=CONFLICT)
    form = AnswerByLinkForm(
        request.POST or None,
        verdict=verdict_of(asked.screening),
        knowledge=knowledge,
        initial={"clinician_name": asked.clinician_name},
    )
    if request.method == "POST" and form.is_valid():
        return _answered(request, form, token)
    context = {"form": form, "sheet": sheet_of(asked, knowledge), "token": token, "asked": asked}
    return render(request, "screen/clearing/answer.html", context, status=UNPROCESSABLE if form.errors else 200)


@by_link(PURPOSE)
@require_safe
def answer_paper(request: HttpRequest, link: SecureLink, *, token: str) -> HttpResponse:
    """The same on one sheet of paper."""
    asked = _asked(request, link)
    response = paper_response(sheet_of(asked, load_knowledge()))
    record_read(actor=bearer(link, BEARER), subject=asked, part="clinician question.pdf")
    return response


def _answered(request: HttpRequest, form: AnswerByLinkForm, token: str) -> HttpResponse:
    try:
        clearance = answer_request(
            token=token, answer=form.clinician_answer(), note=form.cleaned_data["note"], now=timezone.now()
        )
    except Refused as refusal:
        if refusal.code != "answers_changed":
            raise
        return render(request, "screen/clearing/overtaken.html", status=CONFLICT)
    limits = limits_set_by(clearance, load_knowledge())
    context = {"clearance": clearance, "limits": limits, "answer": form.answer_in_words}
    return render(request, "screen/clearing/thanks.html", context)


def _asked(request: HttpRequest, link: SecureLink) -> ClearanceRequest:
    found = ClearanceRequest.objects.select_related("episode__client__clinic", "screening__episode__client__clinic")
    asked = found.filter(pk=link.subject_id, episode__client__clinic=clinic_of(request)).first()
    if asked is None:
        raise Http404
    return asked
