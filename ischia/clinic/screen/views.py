"""Which pages lead a visitor through the safety check? Anonymous, one question a screen, nothing stored by us."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from ischia.clinic.places.api import clinic_of
from ischia.clinic.screen.asking import contradicting, findings_asked, read_answer
from ischia.clinic.screen.draft import Draft, forget_draft, save_draft
from ischia.clinic.screen.journey import journey_steps
from ischia.clinic.screen.keeping import mail_to_oneself
from ischia.clinic.screen.presenters import show_answers, show_question, show_verdict
from ischia.clinic.screen.standing import Standing, open_draft, question_of, standing
from ischia.knowledge.records import FindingId, Question, QuestionId
from ischia.pathway.screen.api import with_chart
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Findings
from ischia.pathway.stages import Stage


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the safety check is and is not."""
    stand = open_draft(request)
    context = {
        "has_begun": stand.has_begun,
        "is_finished": stand.has_begun and stand.asks is None,
        "answered": len(stand.draft.trail),
        "steps": journey_steps(Stage.SCREEN),
    }
    return render(request, "screen/start.html", context)


@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Forgets everything on this device and begins again."""
    response = redirect("screen:next_question")
    forget_draft(response)
    return response


@never_cache
@require_safe
def next_question(request: HttpRequest) -> HttpResponse:
    """Leads to the question that matters most now, or to the result."""
    stand = open_draft(request)
    return redirect("screen:question", stand.asks.question) if stand.asks else redirect("screen:result")


@never_cache
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: str) -> HttpResponse:
    """One question: shows it, or takes the answer and leads on."""
    stand = open_draft(request)
    asked = stand.knowledge.questions.get(QuestionId(question_id))
    if asked is None:
        raise Http404
    shown = _findings_now(asked, stand)
    if request.method == "GET":
        return _question_page(request, stand, asked, shown)
    findings = findings_asked(asked, shown, stand.knowledge)
    try:
        answers = read_answer(asked, findings, request.POST)
    except BadInput as refusal:
        return _question_page(request, stand, asked, shown, error=refusal.faults[0].reason)
    draft = stand.draft.answered(asked.id, answers, stand.knowledge, in_question=stand.in_question)
    faults = contradicting(draft.answers, answers, stand.knowledge) or _denied_marks(draft, stand)
    if faults:
        return _question_page(request, stand, asked, shown, faults=faults)
    after = standing(draft, stand.knowledge)
    response = redirect("screen:question", after.asks.question) if after.asks else _onward(request, stand, after)
    save_draft(response, draft)
    return response


@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """The verdict with its reasons; while a question can still change it, back to the questions."""
    stand = open_draft(request)
    if not stand.has_begun:
        return redirect("screen:start")
    if stand.asks is not None:
        return redirect("screen:question", stand.asks.question)
    verdict = show_verdict(stand.verdict, clinic=clinic_of(request), knowledge=stand.knowledge)
    context = {
        "verdict": verdict,
        "to_oneself": mail_to_oneself(verdict),
        "answers": show_answers(stand.draft, stand.knowledge),
        "steps": journey_steps(Stage.SCREEN),
        "knowledge_version": stand.verdict.knowledge_version,
        "clinic": clinic_of(request),
    }
    return render(request, "screen/result.html", context)


def _onward(request: HttpRequest, before: Standing, after: Standing) -> HttpResponse:
    """To the result; after a question that what was told of the pain called for, back to telling about the pain.

    Each is a page of its own: a part would leave links to booking in the header beside "be seen now".
    """
    address = reverse("assess:about" if before.in_question and after.may_go_on else "screen:result")
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def _findings_now(asked: Question, stand: Standing) -> tuple[FindingId, ...]:
    """On the way, only what can still change the verdict; when changed later, what was asked then."""
    is_next = stand.asks is not None and stand.asks.question == asked.id
    if stand.asks and is_next and (asked.id not in stand.draft.trail or _is_in_question(asked, stand)):
        return stand.asks.findings
    return tuple(finding for finding in asked.findings if finding in stand.draft.answers)


def _is_in_question(asked: Question, stand: Standing) -> bool:
    return not set(stand.in_question).isdisjoint(asked.findings)


def _question_page(
    request: HttpRequest,
    stand: Standing,
    asked: Question,
    shown: tuple[FindingId, ...],
    *,
    error: str = "",
    faults: tuple[InputFault, ...] = (),
) -> HttpResponse:
    done = len(stand.draft.trail)
    context = {
        "asked": show_question(asked, shown, _as_it_stands(stand), stand.knowledge, error=error),
        "conflicts": [(fault.reason, question_of(fault.field, stand)) for fault in faults],
        "back": stand.draft.before(asked.id),
        "done": done,
        "number": done + 1,
        "total": done + (stand.asks.at_most_left if stand.asks else 0),
        "at_most_left": stand.asks.at_most_left if stand.asks else 0,
        "is_change": asked.id in stand.draft.trail,
        "is_in_question": _is_in_question(asked, stand),
        "steps": journey_steps(Stage.SCREEN),
    }
    return _part_or_page(request, "screen/question.html", context, status=422 if error or faults else 200)


def _as_it_stands(stand: Standing) -> Draft:
    """The draft without the answers in question: who is asked again ticks again."""
    kept = {id: answer for id, answer in stand.draft.answers.items() if id not in stand.in_question}
    return replace(stand.draft, answers=Findings(kept))


def _denied_marks(draft: Draft, stand: Standing) -> tuple[InputFault, ...]:
    try:
        with_chart(draft.answers, draft.chart, stand.knowledge)
    except BadInput as refusal:
        return refusal.faults
    return ()


def _part_or_page(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """One address, one view: the part for htmx, the page for everybody else."""
    part = getattr(request, "htmx", False)
    response = render(request, f"{template}#part" if part else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
