"""Which pages bring a file in: a template, the upload, the report, and then all of it or nothing?"""

import csv
import io

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Role, User, require_role
from ischia.clinic.places.api import RefusableForm, clinic_of, row_of
from ischia.clinic.transfer.cells import guarded
from ischia.clinic.transfer.importing import Outcome, Report, bring_in, keep_draft, look_at
from ischia.clinic.transfer.models import ImportDraft, Sort
from ischia.clinic.transfer.reading import LARGEST, text_of
from ischia.clinic.transfer.sorts import KINDS, Bringing
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE, CONFLICT = 422, 409
MOST_SHOWN = 200


class UploadForm(RefusableForm):
    """A file and what it holds."""

    sort = forms.ChoiceField(label=gettext_lazy("What does the file hold?"), choices=Sort.choices)
    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"})
    )


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.OWNER)
def upload(request: HttpRequest) -> HttpResponse:
    """A file is looked at; nothing is brought in yet."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _looked_at(request, form)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "sorts": [(sort.value, sort.label) for sort in KINDS]}
    return render(request, "transfer/upload.html", context, status=UNPROCESSABLE if form.errors else 200)


def _looked_at(request: HttpRequest, form: UploadForm) -> HttpResponse:
    clinic, now, sort = clinic_of(request), timezone.now(), Sort(form.cleaned_data["sort"])
    text = text_of(form.cleaned_data["file"].read(LARGEST + 1))
    report = look_at(sort=sort, text=text, bringing=Bringing(actor=Actor.of(request.user), clinic=clinic, now=now))
    if not isinstance(request.user, User):
        raise NotFound("Nobody is signed in")
    draft = keep_draft(clinic=clinic, user=request.user, sort=sort, text=text, now=now)
    return _report_page(request, report, draft)


@never_cache
@require_POST
@require_role(Role.OWNER)
def apply(request: HttpRequest) -> HttpResponse:
    """Brings in the file that was looked at."""
    own = ImportDraft.objects.filter(clinic=clinic_of(request), user=request.user.pk)
    draft = row_of(request, own.select_related("clinic"))
    try:
        report = bring_in(actor=Actor.of(request.user), draft=draft, now=timezone.now())
    except Refused as refusal:
        form = UploadForm(initial={"sort": draft.sort})
        context = {"form": form, "refusal": refusal.message, "sorts": [(sort.value, sort.label) for sort in KINDS]}
        return render(request, "transfer/upload.html", context, status=CONFLICT)
    counts = report.counts
    said = _("Brought in: %(made)d made, %(changed)d changed, %(same)d as they were.")
    messages.success(request, said % {name: counts[name] for name in ("made", "changed", "same")})
    return redirect("transfer:start")


@never_cache
@require_safe
@require_role(Role.OWNER)
def template(request: HttpRequest, sort: str) -> HttpResponse:
    """An empty file of one sort with its columns and one line as an example."""
    if sort not in set(KINDS):
        raise NotFound("No such template")
    columns = KINDS[Sort(sort)].columns
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(columns), [guarded(example) for example in columns.values()]])
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{sort}.csv"'},
    )


def _report_page(request: HttpRequest, report: Report, draft: ImportDraft) -> HttpResponse:
    words = {
        Outcome.MADE: _("would be made"),
        Outcome.CHANGED: _("would be changed"),
        Outcome.SAME: _("is there already"),
        Outcome.REFUSED: _("cannot be brought in"),
    }
    ordered = sorted(report.rows, key=lambda row: (row.outcome is not Outcome.REFUSED, row.read.number))
    context = {
        "draft": draft,
        "report": report,
        "counts": [(report.counts[outcome.value], words[outcome]) for outcome in Outcome],
        "rows": [
            (row.read.number, row.read.cells["external_id"], words[row.outcome], "; ".join(row.problems))
            for row in ordered[:MOST_SHOWN]
        ],
        "left": max(0, len(ordered) - MOST_SHOWN),
        "head": (_("Row"), _("Their key"), _("What happens"), _("Why not")),
    }
    return render(request, "transfer/report.html", context, status=200 if report.is_good else UNPROCESSABLE)
