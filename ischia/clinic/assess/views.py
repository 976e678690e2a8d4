"""Which pages let a visitor tell us about their pain? Anonymous: everything stays in the draft on their device."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.assess.asking import check_together, next_page, questions_left, read_page, show_page
from ischia.clinic.assess.drawing import chart_form
from ischia.clinic.assess.forms import WishesForm
from ischia.clinic.assess.marking import (
    HIGHEST_INTENSITY,
    chart_felt,
    felt_of,
    read_details,
    read_spots,
    spot_details,
    spots_of,
)
from ischia.clinic.screen.api import (
    Draft,
    Option,
    Standing,
    journey_steps,
    open_draft,
    question_of,
    save_draft,
    standing,
)
from ischia.knowledge.records import FindingId, Question
from ischia.pathway.screen.api import with_chart
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.errors import BadInput
from ischia.pathway.stages import Stage


@never_cache
@require_http_methods(["GET", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """Where is it felt?"""
    stand = open_draft(request)
    if not stand.may_go_on:
        return redirect("screen:result")
    error = ""
    if request.method == "POST":
        try:
            spots = read_spots(request.POST, stand.knowledge)
        except BadInput as refusal:
            error = refusal.faults[0].reason
        else:
            response = redirect("assess:what")
            said = {"spots": " ".join(spots), "felt": felt_of(request.POST, spots)}
            save_draft(response, replace(stand.draft, wishes={**stand.draft.wishes, **said}))
            return response
    spots, chart = _spots(stand), _chart(stand)
    context = {
        "form": chart_form(spots, chart, stand.knowledge),
        "drawn": spot_details(spots_of(chart), chart, stand.knowledge),
        "errors": [{"anchor": "spots", "message": error}] if error else [],
        "steps": journey_steps(Stage.ASSESS),
    }
    return render(request, "assess/where.html", context, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def what(request: HttpRequest) -> HttpResponse:
    """What is felt there, and how strongly?"""
    stand = open_draft(request)
    spots = _spots(stand)
    if not stand.has_begun or not spots:
        return redirect("assess:where")
    chart, errors, denied = _chart(stand), dict[str, str](), ""
    if request.method == "POST":
        try:
            chart = read_details(request.POST, spots, stand.knowledge)
            with_chart(stand.draft.answers, chart, stand.knowledge)
        except BadInput as refusal:
            errors = {fault.field: fault.reason for fault in refusal.faults}
            denied = next((field for field in errors if field in stand.knowledge.findings), "")
        else:
            wishes = {name: text for name, text in stand.draft.wishes.items() if name != "felt"}
            return _onward(replace(stand.draft, chart=chart, wishes=wishes), stand)
    context = {
        "spots": spot_details(spots, chart, stand.knowledge, errors=errors),
        "scale": range(HIGHEST_INTENSITY + 1),
        "denied": stand.knowledge.findings.get(FindingId(denied)),
        "earlier": question_of(denied, stand),
        "steps": journey_steps(Stage.ASSESS),
    }
    return render(request, "assess/what.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest) -> HttpResponse:
    """A few more questions a page, until none is left."""
    stand = open_draft(request)
    if not stand.may_go_on:
        return redirect("screen:result")
    shown = next_page(stand.findings, stand.knowledge)
    errors: dict[str, str] = {}
    if request.method == "POST":
        known = stand.knowledge.findings
        shown = tuple(known[FindingId(id)] for id in request.POST.getlist("asked") if id in known)
        try:
            answers = stand.draft.answers.with_answers(read_page(request.POST, stand.knowledge))
            check_together(answers, stand.knowledge)
        except BadInput as refusal:
            errors = {fault.field: fault.reason for fault in refusal.faults}
        else:
            return _onward(replace(stand.draft, answers=answers), stand)
    if not shown:
        return redirect("assess:wishes")
    context = {
        "questions": show_page(shown, stand.draft.answers, errors=errors),
        "left": len(questions_left(stand.findings, stand.knowledge)),
        "errors": _said_once(errors),
        "earlier": _earlier_questions(errors, stand),
        "steps": journey_steps(Stage.ASSESS),
    }
    return render(request, "assess/about.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """What does the client want to reach, and what is comfortable?"""
    stand = open_draft(request)
    if not stand.may_go_on:
        return redirect("screen:result")
    kept = dict(stand.draft.wishes)
    initial = {**kept, "uncomfortable": kept.get("uncomfortable", "").split()}
    form = WishesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = {**kept, "goal": form.cleaned_data["goal"].strip(), "pressure": form.cleaned_data["pressure"]}
        wanted["uncomfortable"] = " ".join(form.cleaned_data["uncomfortable"])
        response = redirect("plan:summary")
        save_draft(response, replace(stand.draft, wishes=wanted))
        return response
    context = {
        "form": form,
        "pressures": _options(form, "pressure"),
        "positions": _options(form, "uncomfortable"),
        "steps": journey_steps(Stage.ASSESS),
    }
    return render(request, "assess/wishes.html", context, status=422 if form.errors else 200)


def _onward(draft: Draft, stand: Standing) -> HttpResponse:
    """To the next page, unless what was said now has to be looked at by the safety check first."""
    after = standing(draft, stand.knowledge)
    if after.asks is not None:
        response = redirect("screen:question", after.asks.question)
    elif not after.may_go_on:
        response = redirect("screen:result")
    elif questions_left(after.findings, after.knowledge):
        response = redirect("assess:about")
    else:
        response = redirect("assess:wishes")
    save_draft(response, draft)
    return response


def _said_once(errors: dict[str, str]) -> list[dict[str, str]]:
    """Each message once, at the first field that it is about."""
    fields = {reason: field for field, reason in reversed(errors.items())}
    return [{"anchor": field, "message": reason} for reason, field in reversed(fields.items())]


def _earlier_questions(errors: dict[str, str], stand: Standing) -> tuple[Question, ...]:
    """The questions of the safety check that an answer here does not fit with."""
    asked = {question.id: question for field in errors if (question := question_of(field, stand))}
    return tuple(asked.values())


def _spots(stand: Standing) -> tuple[str, ...]:
    """The ticked spots: as ticked last, else those of the chart."""
    ticked = tuple(stand.draft.wishes.get("spots", "").split())
    known = {f"{region.id}.{side}" for region in stand.knowledge.regions.values() for side in region.sides}
    return tuple(spot for spot in ticked if spot in known) or spots_of(stand.draft.chart)


def _chart(stand: Standing) -> BodyChart:
    """What was said of the ticked places, and what has been drawn since."""
    spots = set(_spots(stand))
    chart = chart_felt(stand.draft.wishes.get("felt", ""), stand.draft.chart, stand.knowledge)
    return tuple(mark for mark in chart if f"{mark.region}.{mark.side.value}" in spots)


def _options(form: WishesForm, name: str) -> tuple[Option, ...]:
    """A choice field as rows that can be tapped."""
    value = form[name].value() or ()
    chosen = {value} if isinstance(value, str) else set(value)
    return tuple(
        Option(value=str(row.data["value"]), label=str(row.data["label"]), checked=row.data["value"] in chosen)
        for row in form[name].subwidgets
    )
