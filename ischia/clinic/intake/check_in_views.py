"""On which pages does a client check in before a visit, and what do they read at once?"""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session
from ischia.clinic.intake.check_in_queries import is_open, latest_check_in, verdict_of_check_in
from ischia.clinic.intake.check_in_questions import Put, questions_put, read, shown
from ischia.clinic.intake.check_in_services import check_in as keep_check_in
from ischia.clinic.intake.policies import own_session
from ischia.clinic.screen.api import findings_of, latest_screening, show_verdict
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Findings

UNPROCESSABLE = 422


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The questions on one page, nothing ticked beforehand."""
    session, now = own_session(request.user, session_id), timezone.now()
    if not is_open(session, now):
        return render(request, "intake/check_in_closed.html", {"session": session})
    if request.method == "GET":
        return _questions(request, session)
    knowledge = load_knowledge()
    last = latest_screening(session.course.episode)
    try:
        told = read(request.POST, knowledge, findings_of(last) if last else Findings())
        keep_check_in(actor=Actor.of(request.user), session=session, told=told, knowledge=knowledge, now=now)
    except BadInput as bad:
        return _questions(request, session, bad.faults)
    return redirect("intake:checked_in", session.pk)


@never_cache
@login_required
@require_safe
def done(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What the answers come to: what to do now where they are alarming, thanks where they are not."""
    session = own_session(request.user, session_id)
    row = latest_check_in(session)
    if row is None:
        return redirect("intake:check_in", session.pk)
    verdict = show_verdict(verdict_of_check_in(row), clinic=session.client.clinic, knowledge=load_knowledge())
    context = {"session": session, "row": row, "verdict": verdict, "can_change": is_open(session, timezone.now())}
    return render(request, "intake/checked_in.html", context)


def _questions(request: HttpRequest, session: Session, faults: tuple[InputFault, ...] = ()) -> HttpResponse:
    puts = questions_put(load_knowledge())
    errors = {_question_of(fault, puts): fault.reason for fault in faults}
    posted = request.POST if request.method == "POST" else None
    asked = [shown(put, posted, error=errors.get(put.id, "")) for put in puts]
    context = {
        "session": session,
        "asked": asked,
        "faults": [{"anchor": each.id, "message": f"{each.text} {each.error}"} for each in asked if each.error],
    }
    return render(request, "intake/check_in.html", context, status=UNPROCESSABLE if faults else 200)


def _question_of(fault: InputFault, puts: tuple[Put, ...]) -> str:
    """Where a fault stands: a question by its id, an answer by the question that asked for it, else the first one."""
    asking = (put.id for put in puts if fault.field == put.id or fault.field in put.question.findings)
    return next(asking, puts[0].id)
