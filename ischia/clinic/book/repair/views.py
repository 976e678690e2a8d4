"""Which pages repair a day: what is affected, what is proposed, what was done? For the front desk and the owner."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.calendar import event_of as calendar_event
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.repair.affected import RELATED, displaced_by
from ischia.clinic.book.repair.events import Event, read_event
from ischia.clinic.book.repair.forms import AwayForm, read_decision, read_told
from ischia.clinic.book.repair.models import AppliedRepair, How, Repair
from ischia.clinic.book.repair.presenters import how_good, show_affected, show_done, show_lines
from ischia.clinic.book.repair.services import (
    Overtaken,
    apply_repair,
    event_of,
    lines_of,
    told_of,
    write_told,
)
from ischia.clinic.book.repair.starting import begin_repair, is_kept_free, mark_away
from ischia.clinic.people.api import Role, Therapist, require_role
from ischia.clinic.places.api import Clinic, clinic_of, places_of
from ischia.interop.ical.api import CONTENT_TYPE, Person, cancellation, invitation
from ischia.pathway.shared.errors import Refused

DESK = (Role.FRONT_DESK, Role.OWNER)
CONFLICT, UNPROCESSABLE = 409, 422


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK)
def start(request: HttpRequest) -> HttpResponse:
    """What an event affects, or who is away; a POST looks for other times."""
    clinic = clinic_of(request)
    if request.method == "POST":
        return _proposed(request, clinic)
    return _start_page(request, clinic, _event(request.GET, clinic), AwayForm(clinic=clinic, initial=_today(clinic)))


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK)
def proposal(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """A proposal to change and to carry out; once carried out, what was done and who has been told."""
    row = _row(request, repair_id)
    if request.method == "GET":
        applied = AppliedRepair.objects.filter(repair=row).select_related("repair").first()
        return _done_page(request, applied) if applied else _proposal_page(request, row)
    chosen = {line.session: request.POST.get(f"to-{line.session}", "") for line in lines_of(row)}
    if request.POST.get("do") == "wait":
        return _proposal_page(request, row, chosen=_all_wait(row, chosen))
    try:
        decided = {UUID(line.session): read_decision(line, chosen[line.session]) for line in lines_of(row)}
        told = read_told(request.POST)
        apply_repair(actor=Actor.of(request.user), row=row, decided=decided, told=told, now=timezone.now())
    except Refused as refusal:
        return _proposal_page(request, row, chosen=chosen, refusal=refusal)
    return redirect("book:repair:proposal", row.pk)


def _all_wait(row: Repair, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """The choices with everybody who could not be placed on the waitlist, unless something else was chosen."""
    unplaced = {line.session for line in lines_of(row) if line.new is None}
    return {key: "wait" if key in unplaced and value in ("", "leave") else value for key, value in chosen.items()}


@require_POST
@require_role(*DESK)
def told(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """Marks who has been told, and how."""
    applied = _applied(request, repair_id)
    write_told(actor=Actor.of(request.user), applied=applied, told=read_told(request.POST), now=timezone.now())
    return redirect("book:repair:proposal", applied.repair_id)


@never_cache
@require_safe
@require_role(*DESK)
def calendar(request: HttpRequest, repair_id: UUID, session_id: UUID) -> HttpResponse:
    """The calendar update for one client: the moved visit under its old UID, or its cancellation."""
    applied = _applied(request, repair_id)
    if str(session_id) not in {line["session"] for line in applied.lines if line["fate"] != "left"}:
        raise Http404
    session = Session.objects.select_related(*RELATED, "place__clinic").get(pk=session_id)
    clinic, client = session.client.clinic, session.client
    organiser = Person(name=clinic.name, email=clinic.email)
    attendee = Person(name=client.name, email=client.email)
    make = cancellation if session.status in (Status.CANCELLED, Status.LATE_CANCELLED) else invitation
    event = calendar_event(session, of=Session.objects.filter(course=session.course_id).count())
    response = HttpResponse(make(event, organiser=organiser, attendee=attendee), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="visit-{session.number}.ics"'
    return response


def _event(asked: Any, clinic: Clinic) -> Event | Refused:
    try:
        return read_event(asked.dict(), asked.getlist("session"), clinic)
    except Refused as refusal:
        return refusal


def _today(clinic: Clinic) -> dict[str, Any]:
    """The rest of today: what an ill therapist most often means."""
    now = timezone.now().astimezone(clinic.zoneinfo)
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"starts_at": begin, "ends_at": begin.replace(hour=23, minute=59)}


def _proposed(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """Marks somebody as away if that is what the form says, and proposes."""
    form = AwayForm(request.POST, clinic=clinic) if request.POST.get("do") == "away" else None
    event = _event(request.POST, clinic) if form is None else Event()
    if isinstance(event, Refused) or (form is not None and not form.is_valid()):
        return _start_page(request, clinic, event, form or AwayForm(clinic=clinic, initial=_today(clinic)))
    key, actor, now = _key(request.POST.get("request_key", "")) or uuid4(), Actor.of(request.user), timezone.now()
    try:
        if form is None:
            row = begin_repair(actor=actor, clinic=clinic, event=event, key=key, now=now)
        else:
            kept = mark_away(actor=actor, clinic=clinic, away=form.away, key=key, now=now)
            if kept is None:
                return redirect(f"{reverse('book:repair:start')}?kept={key}")
            row = kept
    except Refused as refusal:
        again = form or AwayForm(clinic=clinic, initial=_today(clinic))
        return _start_page(request, clinic, event, again, refusal=refusal)
    return redirect("book:repair:proposal", row.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _start_page(
    request: HttpRequest, clinic: Clinic, event: Event | Refused, form: AwayForm, *, refusal: Refused | None = None
) -> HttpResponse:
    if isinstance(event, Refused):
        return _start_page(request, clinic, Event(), form, refusal=event)
    affected = displaced_by(event, clinic=clinic, now=timezone.now())
    kept = _key(request.GET.get("kept", ""))
    context = {
        "is_kept_free": kept is not None and is_kept_free(kept, clinic),
        "request_key": uuid4(),
        "affected": show_affected(affected, clinic.zoneinfo),
        "event": event,
        "fields": [
            (name, value)
            for name, values in event.as_json().items()
            for value in (values if isinstance(values, list) else [values])
        ],
        "form": form,
        "refusal": refusal,
        "latest": Repair.objects.filter(clinic=clinic).select_related("applied")[:5],
    }
    status = UNPROCESSABLE if refusal or form.errors else 200
    return render(request, "repair/start.html", context, status=status)


def _proposal_page(
    request: HttpRequest, row: Repair, *, chosen: Mapping[str, str] | None = None, refusal: Refused | None = None
) -> HttpResponse:
    clashes = refusal.clashes if isinstance(refusal, Overtaken) else {}
    lines = show_lines(
        row, _sessions(row), _names(row.clinic), row.clinic.zoneinfo, chosen=chosen or {}, clashes=clashes
    )
    context = {
        "repair": row,
        "cause": event_of(row).cause if row.event else _("No longer fits the diary"),
        "unplaced": [line for line in lines if not line.new],
        "placed": [line for line in lines if line.new],
        "how_good": how_good(row),
        "how": How.choices,
        "fields": [(name, value) for name, value in row.event.items() if name != "session"],
        "picked": row.event.get("session", []),
        "refusal": refusal,
    }
    return render(request, "repair/proposal.html", context, status=CONFLICT if refusal else 200)


def _done_page(request: HttpRequest, applied: AppliedRepair) -> HttpResponse:
    row = applied.repair
    sessions = _sessions(row)
    done = show_done(applied, sessions, told_of(applied, list(sessions)), _names(row.clinic), row.clinic.zoneinfo)
    context = {
        "repair": row,
        "lines": done,
        "how": How.choices,
        "untold": sum(line.has_calendar and not line.told for line in done),
    }
    return render(request, "repair/done.html", context)


def _row(request: HttpRequest, repair_id: UUID) -> Repair:
    row = Repair.objects.select_related("clinic").filter(pk=repair_id, clinic=clinic_of(request)).first()
    if row is None:
        raise Http404
    return row


def _applied(request: HttpRequest, repair_id: UUID) -> AppliedRepair:
    rows = AppliedRepair.objects.select_related("repair__clinic")
    found = rows.filter(repair=repair_id, repair__clinic=clinic_of(request)).first()
    if found is None:
        raise Http404
    return found


def _sessions(row: Repair) -> dict[UUID, Session]:
    keys = [line.session for line in lines_of(row)]
    return {each.pk: each for each in Session.objects.filter(pk__in=keys).select_related(*RELATED)}


def _names(clinic: Clinic) -> dict[str, str]:
    """Everybody's, also of those who work here no more: an old proposal may name them."""
    people = {str(each.pk): each.name for each in Therapist.objects.filter(clinic=clinic)}
    return people | {str(each.pk): each.name for each in places_of(clinic)}
