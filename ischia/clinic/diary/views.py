"""Which pages show and change working hours, time off, closures and limits?

One address for each page. A POST does one thing, named by `do`, and leads back; what cannot be done is said at its
field, with everything that was typed kept.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.diary.away import add_time_off, close, remove_time_off, reopen
from ischia.clinic.diary.closures import closures_of
from ischia.clinic.diary.forms import (
    ClosureForm,
    DiaryForm,
    EndForm,
    ExtraHoursForm,
    HoursForm,
    LimitsForm,
    StretchForm,
)
from ischia.clinic.diary.limits import set_day_limits
from ischia.clinic.diary.models import Occupancy, TimeOff, WorkingHours
from ischia.clinic.diary.policies import can_manage_diary, check_can_manage_diary_of, check_can_read_diary_of
from ischia.clinic.diary.presenters import closure_rows, days_of_hours, time_off_rows
from ischia.clinic.diary.queries import active, working_hours_of
from ischia.clinic.diary.working import add_extra_hours, add_working_hours, end_working_hours
from ischia.clinic.people.api import Role, Therapist, require_role, role_of, therapists_of
from ischia.clinic.places.api import Clinic, clinic_of, row_of, set_clinic_day_limits
from ischia.pathway.shared.errors import NotFound, Refused

STAFF = (Role.THERAPIST, Role.FRONT_DESK, Role.OWNER)
DESK = (Role.FRONT_DESK, Role.OWNER)
UNPROCESSABLE = 422

Act = Callable[[HttpRequest, Any, Any], None]


@never_cache
@require_safe
@require_role(*STAFF)
def start(request: HttpRequest) -> HttpResponse:
    """The desk chooses a therapist; a therapist comes to their own hours."""
    clinic = clinic_of(request)
    if role_of(request) is Role.THERAPIST:
        own = therapists_of(clinic).filter(user=request.user.pk).first()
        if own is None:
            raise NotFound("No such therapist")
        return redirect("diary:therapist", own.pk)
    return render(request, "diary/start.html", {"therapists": therapists_of(clinic), "clinic": clinic})


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*STAFF)
def therapist(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """One therapist's week, time off and limits."""
    clinic = clinic_of(request)
    found = Therapist.objects.filter(clinic=clinic, pk=therapist_id).select_related("clinic").first()
    if found is None:
        raise NotFound("No such therapist")
    check_can_read_diary_of(request.user, found)
    if request.method == "GET":
        return _therapist_page(request, found, {})
    check_can_manage_diary_of(request.user, found)
    return _done(request, found, THERAPIST_FORMS, _therapist_page, ("diary:therapist", found.pk))


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*DESK)
def clinic(request: HttpRequest) -> HttpResponse:
    """What is closed when, and what a day takes unless a therapist says otherwise."""
    found = clinic_of(request)
    if request.method == "GET":
        return _clinic_page(request, found, {})
    return _done(request, found, CLINIC_FORMS, _clinic_page, ("diary:clinic",))


def _done(
    request: HttpRequest,
    subject: Any,
    known: Mapping[str, tuple[Callable[..., DiaryForm], Act, str | Promise]],
    page: Callable[[HttpRequest, Any, Mapping[str, DiaryForm]], HttpResponse],
    back: tuple[Any, ...],
) -> HttpResponse:
    """Do what the form asks and lead back, or show the page again with what is wrong."""
    do = request.POST.get("do", "")
    if do not in known:
        raise BadRequest(f"unknown act {do}")
    make, act, said = known[do]
    form = make(request.POST, subject)
    if form.is_valid():
        try:
            act(request, subject, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(said))
            return redirect(*back)
    return page(request, subject, {do: form})


def _therapist_page(request: HttpRequest, found: Therapist, forms: Mapping[str, DiaryForm]) -> HttpResponse:
    now, home = timezone.now(), found.clinic
    context = {
        "therapist": found,
        "clinic": home,
        "may_change": can_manage_diary(request.user, home),
        "days": days_of_hours(list(working_hours_of(found.pk)), timezone.localdate(now, home.zoneinfo)),
        "time_off": time_off_rows(
            list(TimeOff.objects.filter(therapist=found, ends_at__gt=now)),
            list(_taken(now).filter(therapist=found)),
            home.zoneinfo,
        ),
        "forms": {
            "hours": forms.get("hours") or HoursForm(clinic=home, auto_id="hours-%s"),
            "extra": forms.get("extra") or ExtraHoursForm(clinic=home, auto_id="extra-%s"),
            "time_off": forms.get("time_off") or StretchForm(clinic=home, auto_id="off-%s"),
            "limits": forms.get("limits") or LimitsForm(initial=_limits(found), auto_id="limits-%s"),
        },
        "wrong": next(iter(forms.values()), None),
    }
    return render(request, "diary/therapist.html", context, status=UNPROCESSABLE if forms else 200)


def _clinic_page(request: HttpRequest, found: Clinic, forms: Mapping[str, DiaryForm]) -> HttpResponse:
    now = timezone.now()
    context = {
        "clinic": found,
        "closures": closure_rows(
            list(closures_of(found).filter(ends_at__gt=now)),
            list(_taken(now).filter(therapist__clinic=found).select_related("room")),
            found.zoneinfo,
        ),
        "forms": {
            "close": forms.get("close") or ClosureForm(clinic=found, auto_id="close-%s"),
            "limits": forms.get("limits") or LimitsForm(initial=_limits(found), auto_id="limits-%s"),
        },
        "wrong": next(iter(forms.values()), None),
    }
    return render(request, "diary/clinic.html", context, status=UNPROCESSABLE if forms else 200)


def _taken(now: datetime) -> Any:
    """Sessions that are still to come, booked or held."""
    return Occupancy.objects.filter(active(now), client_until__gt=now)


def _limits(of: Therapist | Clinic) -> dict[str, int | None]:
    return {"sessions_a_day": of.sessions_a_day, "deep_minutes_a_day": of.deep_minutes_a_day}


def _add_hours(request: HttpRequest, found: Therapist, form: HoursForm) -> None:
    add_working_hours(
        actor=Actor.of(request.user),
        therapist=found,
        place=form.cleaned_data["place"],
        hours=form.hours,
        today=timezone.localdate(timezone=found.clinic.zoneinfo),
    )


def _add_extra(request: HttpRequest, found: Therapist, form: ExtraHoursForm) -> None:
    today = timezone.localdate(timezone=found.clinic.zoneinfo)
    add_extra_hours(actor=Actor.of(request.user), therapist=found, today=today, **form.cleaned_data)


def _end_hours(request: HttpRequest, found: Therapist, form: EndForm) -> None:
    hours = row_of(request, WorkingHours.objects.filter(therapist=found))
    today = timezone.localdate(timezone=found.clinic.zoneinfo)
    end_working_hours(actor=Actor.of(request.user), hours=hours, last_day=form.cleaned_data["last_day"], today=today)


def _add_off(request: HttpRequest, found: Therapist, form: StretchForm) -> None:
    span = form.span()
    add_time_off(
        actor=Actor.of(request.user),
        therapist=found,
        starts_at=span.start,
        ends_at=span.end,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


def _remove_off(request: HttpRequest, found: Therapist, form: DiaryForm) -> None:
    remove_time_off(actor=Actor.of(request.user), time_off=row_of(request, TimeOff.objects.filter(therapist=found)))


def _set_limits(request: HttpRequest, found: Therapist, form: LimitsForm) -> None:
    set_day_limits(actor=Actor.of(request.user), therapist=found, **form.cleaned_data)


def _set_clinic_limits(request: HttpRequest, found: Clinic, form: LimitsForm) -> None:
    set_clinic_day_limits(actor=Actor.of(request.user), clinic=found, **form.cleaned_data)


def _close(request: HttpRequest, found: Clinic, form: ClosureForm) -> None:
    span = form.span()
    close(
        actor=Actor.of(request.user),
        clinic=found,
        starts_at=span.start,
        ends_at=span.end,
        place=form.place,
        room=form.room,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


def _reopen(request: HttpRequest, found: Clinic, form: DiaryForm) -> None:
    reopen(actor=Actor.of(request.user), closure=row_of(request, closures_of(found)))


THERAPIST_FORMS: Mapping[str, tuple[Callable[..., DiaryForm], Act, str | Promise]] = {
    "hours": (lambda post, of: HoursForm(post, clinic=of.clinic, auto_id="hours-%s"), _add_hours, _("Hours added.")),
    "extra": (
        lambda post, of: ExtraHoursForm(post, clinic=of.clinic, auto_id="extra-%s"),
        _add_extra,
        _("Hours added."),
    ),
    "end": (lambda post, of: EndForm(post, auto_id=f"end-{post.get('row')}-%s"), _end_hours, _("Hours ended.")),
    "time_off": (
        lambda post, of: StretchForm(post, clinic=of.clinic, auto_id="off-%s"),
        _add_off,
        _("Time off added."),
    ),
    "remove": (lambda post, of: DiaryForm(post), _remove_off, _("Time off removed.")),
    "limits": (lambda post, of: LimitsForm(post, auto_id="limits-%s"), _set_limits, _("Limits saved.")),
}
CLINIC_FORMS: Mapping[str, tuple[Callable[..., DiaryForm], Act, str | Promise]] = {
    "close": (lambda post, of: ClosureForm(post, clinic=of, auto_id="close-%s"), _close, _("Closed.")),
    "reopen": (lambda post, of: DiaryForm(post), _reopen, _("Open again.")),
    "limits": (lambda post, of: LimitsForm(post, auto_id="limits-%s"), _set_clinic_limits, _("Limits saved.")),
}
