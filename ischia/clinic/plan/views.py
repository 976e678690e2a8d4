"""Which page shows the visitor what their pain is most like and what the plan is?"""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.assess.api import figures, show_marks, show_picture, spots_of
from ischia.clinic.places.api import current_clinic
from ischia.clinic.plan.presenters import show_plan
from ischia.clinic.plan.proposal import propose_plan
from ischia.clinic.screen.api import Standing, journey_steps, open_draft, question_of, show_verdict
from ischia.knowledge.records import Question
from ischia.pathway.assess.api import Picture
from ischia.pathway.stages import Stage


@never_cache
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """The picture, how sure it is, and the provisional plan."""
    stand = open_draft(request)
    if not stand.may_go_on:
        return redirect("screen:result")
    if not stand.draft.chart:
        return redirect("assess:where")
    proposal, clinic = propose_plan(stand), current_clinic()
    context = {
        "picture": show_picture(proposal.picture),
        "ask_now": tuple(dict.fromkeys(_earlier_questions(proposal.picture, stand))),
        "marks": show_marks(stand.draft.chart, stand.knowledge),
        "figures": figures(spots_of(stand.draft.chart), stand.knowledge),
        "plan": show_plan(proposal.plan, stand.knowledge, clinic) if proposal.plan else None,
        "why_not": proposal.why_not,
        "verdict": show_verdict(proposal.verdict, clinic=clinic, knowledge=stand.knowledge),
        "steps": journey_steps(Stage.PLAN),
    }
    return render(request, "plan/summary.html", context)


def _earlier_questions(picture: Picture, stand: Standing) -> Iterator[Question]:
    """The questions of the safety check that have to be looked at again because of what was told since."""
    for finding in picture.ask_now:
        if question := question_of(finding, stand):
            yield question
