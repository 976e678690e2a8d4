"""Which page shows the visitor what their pain is most like and what the plan is?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.assess.api import figures, show_marks, show_picture
from ischia.clinic.places.api import clinic_of
from ischia.clinic.plan.presenters import show_plan
from ischia.clinic.plan.proposal import propose_plan
from ischia.clinic.screen.api import journey_steps, open_draft, show_verdict
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
    proposal, clinic = propose_plan(stand), clinic_of(request)
    context = {
        "picture": show_picture(proposal.picture),
        "marks": show_marks(stand.draft.chart, stand.knowledge),
        "figures": figures(stand.draft.chart, stand.knowledge),
        "plan": show_plan(proposal.plan, stand.knowledge, clinic) if proposal.plan else None,
        "why_not": proposal.why_not,
        "verdict": show_verdict(proposal.verdict, clinic=clinic, knowledge=stand.knowledge),
        "steps": journey_steps(Stage.PLAN),
    }
    return render(request, "plan/summary.html", context)
