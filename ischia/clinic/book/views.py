"""Which pages lead from "Book with ..." to booked dates? Every gate is the service's; the pages only show it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.access import bookable_course, bookable_episode
from ischia.clinic.book.calendar import calendar_file
from ischia.clinic.book.forms import WEEKDAYS, DetailsForm, PolicyForm, WishesForm, read_slot
from ischia.clinic.book.lengths import services_for
from ischia.clinic.book.models import Course, Status
from ischia.clinic.book.policies import gate_for
from ischia.clinic.book.presenters import (
    dates_to_choose,
    kept_for,
    names_of,
    show_minutes,
    show_nearest,
    show_price,
    show_sessions,
    to_ask_about,
)
from ischia.clinic.book.proposing import Proposed, Wishes, propose
from ischia.clinic.book.queries import held_course, sessions_left
from ischia.clinic.book.reviews import review_ahead, review_hindrance
from ischia.clinic.book.services import confirm_course, hold_course, release_hold, undo_course
from ischia.clinic.book.taken import SlotTaken
from ischia.clinic.match.api import service_for
from ischia.clinic.people.api import Client, Episode, can_read_health_record, open_episode_of, therapists_of, whose
from ischia.clinic.places.api import Service, check_policy_read, clinic_of
from ischia.clinic.plan.api import CarePlan, begin_episode, check_may_answer_for, latest_care_plan
from ischia.clinic.screen.api import Standing, forget_draft, journey_steps, open_draft
from ischia.pathway.book.api import Permission, Slot
from ischia.pathway.shared.errors import Refused
from ischia.pathway.stages import Stage

MOST_SESSIONS = 12
OFF = frozenset({Status.CANCELLED, Status.LATE_CANCELLED})


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Leads on to the open episode's dates, or to the therapists."""
    client = whose(request).client
    episode = open_episode_of(client) if client else None
    if episode is None or latest_care_plan(episode) is None:
        return redirect("match:therapists")
    return redirect("book:dates", episode.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """Details and consent: here, and not before, answers are stored."""
    clinic = clinic_of(request)
    if not therapists_of(clinic).filter(pk=therapist_id).exists():
        raise Http404
    stand = open_draft(request)
    if stand.has_begun and not stand.may_go_on:
        return redirect("screen:result")
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = whose(request)
    client = found.client
    if not stand.has_begun:
        return _go_on_with_open_episode(request, client, therapist_id)
    if found.authority is not None and client is not None:
        check_may_answer_for(request.user, client)
    form = DetailsForm(request.POST or None, told_age=_age_told(stand), initial=_known_details(client))
    if request.method == "POST" and form.is_valid():
        begun = begin_episode(
            actor=Actor.of(request.user),
            clinic=clinic,
            user=request.user,
            details=form.details(),
            stand=stand,
            now=timezone.now(),
            acting_for=client if found.authority else None,
        )
        response = redirect(_dates_address(request, begun.episode, therapist_id))
        forget_draft(response)
        return response
    context = {"form": form, "steps": journey_steps(Stage.BOOK)}
    return render(request, "book/details.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def dates(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The whole course proposed at once; choosing holds it."""
    episode = bookable_episode(request, episode_id)
    now = timezone.now()
    gate = gate_for(episode, now=now)
    care_plan = latest_care_plan(episode)
    if gate.permission is Permission.NOTHING or care_plan is None:
        return render(request, "book/shut.html", {"why_not": gate.why_not}, status=403)
    if request.method == "GET" and (held := held_course(episode, now)) and "again" not in request.GET:
        return redirect("book:course", held.pk)
    care_plan.episode = episode  # with its client and clinic, read already
    clinic = episode.client.clinic
    service = service_for(clinic, care_plan.session_minutes)
    if request.method == "POST":
        return _hold(request, episode, care_plan, service)
    if not sessions_left(care_plan, now):
        return redirect("web:me")
    hindered = review_hindrance(care_plan, [now])
    if hindered is not None:
        return _review_first(request, episode, hindered.sentence)
    form = WishesForm(request.GET)
    proposed = propose(care_plan=care_plan, service=service, now=now, wishes=_wishes(form))
    return _dates_page(request, episode, proposed, proposed.proposal.slots, form=form)


@never_cache
@require_safe
@login_required
def course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A held course waits to be confirmed; a booked one shows its dates; a hold that ran out says so."""
    found = bookable_course(request, course_id)
    return _course_page(request, found, PolicyForm())


@require_POST
def confirm(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Books the held course once the policy is accepted. Sent twice, it books once."""
    found = bookable_course(request, course_id)
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return _course_page(request, found, form)
    try:
        read = check_policy_read(found.episode.client.clinic, request.POST.get("policy_version", ""))
        confirm_course(actor=Actor.of(request.user), course=found, policy_version=read, now=timezone.now())
    except Refused as refusal:
        return _course_page(request, found, form, refusal=refusal)
    return redirect("book:course", found.pk)


@require_POST
def release(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Gives the held times back and proposes anew."""
    found = bookable_course(request, course_id)
    release_hold(actor=Actor.of(request.user), course=found, now=timezone.now())
    return redirect("book:dates", found.episode_id)


@require_POST
def undo(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Takes a booking back within the grace period."""
    found = bookable_course(request, course_id)
    undo_course(actor=Actor.of(request.user), course=found, now=timezone.now())
    return redirect("book:dates", found.episode_id)


@never_cache
@require_safe
@login_required
def calendar(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The whole course as one calendar file."""
    found = bookable_course(request, course_id)
    if found.booked_at is None:
        raise Http404
    response = HttpResponse(calendar_file(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ischia-sessions.ics"'
    return response


def _go_on_with_open_episode(request: HttpRequest, client: Client | None, therapist_id: UUID) -> HttpResponse:
    """Somebody who is a client already and has a plan need not answer everything again to book."""
    episode = open_episode_of(client) if client else None
    if episode is None or latest_care_plan(episode) is None:
        return redirect("screen:start")
    return redirect(_dates_address(request, episode, therapist_id))


def _dates_address(request: HttpRequest, episode: Episode, therapist_id: UUID) -> str:
    """The dates with this therapist, and with the wishes that were said when the therapist was chosen."""
    wishes = {name: request.GET[name] for name in ("half_day", "two_therapists") if request.GET.get(name)}
    asked = urlencode({"therapist": str(therapist_id), **wishes})
    return f"{reverse('book:dates', args=[episode.pk])}?{asked}"


def _age_told(stand: Standing) -> int | None:
    age = stand.findings.known("age")
    return int(age) if isinstance(age, int | float) else None


def _known_details(client: Client | None) -> Mapping[str, Any]:
    if client is None:
        return {}
    return {"name": client.name, "phone": client.phone, "date_of_birth": client.date_of_birth}


def _wishes(form: WishesForm) -> Wishes:
    wanted = form.wanted
    therapist = wanted.get("therapist")
    accepts_two = bool(wanted.get("two_therapists"))
    accepts_another = accepts_two or bool(wanted.get("anybody"))
    liked = form.liked()
    return Wishes(
        therapists=[therapist] if therapist and not accepts_another else None,
        half_day=liked.half_day,
        weekdays=liked.weekdays,
        windows=liked.windows,
        preferred_therapist=therapist,
        most_therapists=2 if accepts_two else 1,
        sessions=wanted.get("sessions"),
    )


def _hold(request: HttpRequest, episode: Episode, care_plan: CarePlan, service: Service) -> HttpResponse:
    """Holds what was chosen; where a time was taken meanwhile, nothing is held and the page shows what is free.

    A date that was left out is simply not among them, so the first one chosen is the first visit.
    """
    keys = [request.POST.get(f"slot-{number}", "") for number in range(1, MOST_SESSIONS + 1)]
    chosen = [key for key in keys if key]
    services = services_for(episode, service, len(chosen), review=_review_among(keys, request.POST.get("review", "")))
    slots = [read_slot(key, each) for key, each in zip(chosen, services, strict=True)]
    now, form = timezone.now(), WishesForm(request.POST)
    review = review_ahead(care_plan, zone=episode.client.clinic.zone)
    hindered = review.hindrance([slot.start for slot in slots])
    if hindered is not None and not review.visits_left:
        return _review_first(request, episode, hindered.sentence)
    wishes = Wishes(therapists=[UUID(slot.therapist) for slot in slots], sessions=min(len(slots), review.visits_left))
    if hindered is not None:
        proposed = propose(care_plan=care_plan, service=service, now=now, wishes=wishes)
        return _dates_page(request, episode, proposed, proposed.proposal.slots, form=form, past_review=True)
    try:
        held = hold_course(
            actor=Actor.of(request.user),
            episode=episode,
            care_plan=care_plan,
            service=service,
            services=services,
            slots=slots,
            request_key=request.POST.get("request_key", ""),
            now=now,
            liked=form.liked(),
        )
    except SlotTaken as taken:
        proposed = propose(care_plan=care_plan, service=service, now=now, wishes=wishes)
        return _dates_page(request, episode, proposed, slots, form=form, taken=taken)
    return redirect("book:course", held.pk)


def _review_among(keys: Sequence[str], review: str) -> int | None:
    """Which of the dates that were chosen is the review, once those that were left out are gone."""
    if not review.isdecimal() or not 1 <= int(review) <= len(keys) or not keys[int(review) - 1]:
        return None
    return sum(bool(key) for key in keys[: int(review)])


def _review_first(request: HttpRequest, episode: Episode, why_not: str) -> HttpResponse:
    return render(request, "book/review_first.html", {"episode": episode, "why_not": why_not}, status=403)


def _dates_page(
    request: HttpRequest,
    episode: Episode,
    proposed: Proposed,
    chosen: Sequence[Slot],
    *,
    form: WishesForm,
    taken: SlotTaken | None = None,
    past_review: bool = False,
) -> HttpResponse:
    clinic = episode.client.clinic
    services = proposed.services[: len(chosen)]
    wanted = form.wanted
    context = {
        "episode": episode,
        "dates": dates_to_choose(proposed, chosen, names_of(clinic), clinic.zoneinfo, taken=taken),
        "proposal": proposed.proposal,
        "nearest": show_nearest(proposed, form, clinic.zoneinfo),
        "taken": taken,
        "past_review": past_review,
        "minutes": show_minutes(services),
        "price": show_price(services, clinic),
        "kept_for": kept_for(gate_for(episode, now=timezone.now()), clinic),
        "request_key": uuid4(),
        "form": form,
        "liked": form.liked_fields(),
        "weekdays": [(value, label, value in wanted.get("weekday", ())) for value, label in WEEKDAYS],
        "steps": journey_steps(Stage.BOOK),
    }
    return render(request, "book/dates.html", context, status=409 if taken or past_review else 200)


def _course_page(
    request: HttpRequest, found: Course, form: PolicyForm, *, refusal: Refused | None = None
) -> HttpResponse:
    now = timezone.now()
    clinic = found.episode.client.clinic
    sessions = sorted(found.sessions.all(), key=lambda session: session.number)
    gate = gate_for(found.episode, now=now)
    context = {
        "course": found,
        "sessions": show_sessions(sessions, clinic.zoneinfo),
        "price": show_price([session.service for session in sessions if session.status not in OFF], clinic),
        "clinic": clinic,
        "form": form,
        "refusal": refusal,
        "gate": gate,
        "reasons": to_ask_about(gate) if can_read_health_record(request.user, found.episode.client) else (),
        "steps": journey_steps(Stage.BOOK),
    }
    status = 409 if refusal else 422 if form.errors else 200
    if found.booked_at is not None:
        grace = found.booked_at + timedelta(minutes=clinic.grace_minutes)
        context["is_off"] = all(session.status in OFF for session in sessions)
        context["may_undo"] = now <= grace and any(session.status != Status.CANCELLED for session in sessions)
        return render(request, "book/done.html", context)
    is_held = found.held_until is not None and found.held_until > now
    if is_held and all(session.status == Status.HELD for session in sessions):
        context["clock"] = _clock(found, now)
        return render(request, "book/confirm.html", context, status=status)
    return render(request, "book/ran_out.html", context, status=409 if refusal else 200)


def _clock(found: Course, now: Any) -> str:
    seconds = max(0, int((found.held_until - now).total_seconds())) if found.held_until else 0
    return f"{seconds // 60}:{seconds % 60:02d}"
