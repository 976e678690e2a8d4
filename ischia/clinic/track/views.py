"""Which pages show progress, and where does the client fill in what is due?"""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import Episode, can_act_as_client
from ischia.clinic.track.forecasting import forecasts_of
from ischia.clinic.track.forms import answers_from_post
from ischia.clinic.track.presenters import Told, asked_shown, entries_shown, form_title, how_long, progress_shown
from ischia.clinic.track.queries import due_now, entries_of, episode_for, every_entry_of, progress_of
from ischia.clinic.track.services import fill_measures, mark_as_error
from ischia.clinic.track.stopping import measures_stop
from ischia.clinic.treat.api import check_can_write_care, measure_form
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.shared.errors import BadInput, InputFault, NotFound, Refused
from ischia.pathway.track.api import version_of
from ischia.pathway.track.measured import OFFERED

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def progress(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """One plain sentence, then the charts. A POST marks an entry as wrong."""
    episode = episode_for(request.user, episode_id)
    if request.method == "POST":
        return _mark(request, episode)
    record_read(actor=Actor.of(request.user), subject=episode, part="progress")
    knowledge, today = load_knowledge(), timezone.localdate()
    every = tuple(every_entry_of(episode))
    counting = [entry for entry in every if not hasattr(entry, "error")]
    read = progress_of(episode, knowledge=knowledge, today=today, counting=counting)
    is_own = can_act_as_client(request.user, episode.client)
    due = due_now(episode, read.entries, knowledge=knowledge, today=today, for_client=is_own)
    told = Told(
        knowledge=knowledge,
        today=today,
        entries=every,
        forecasts=forecasts_of(episode, read, knowledge=knowledge, today=today),
        goals=tuple(episode.goals or ()),
        onset_on=episode.onset_on,
    )
    context = {
        "episode": episode,
        "is_own": is_own,
        "shown": progress_shown(read, told, for_client=is_own),
        "due": [asked_shown(one, knowledge) for one in due],
        "takes": how_long(due, knowledge),
        "entries": entries_shown(every, knowledge),
    }
    return render(request, "track/progress.html", context)


def _mark(request: HttpRequest, episode: Episode) -> HttpResponse:
    check_can_write_care(request.user, episode.client)
    chosen = request.POST.get("entry", "")
    entry = next((one for one in entries_of(episode) if str(one.pk) == chosen), None)
    if entry is None:
        raise NotFound("No such entry")
    reason = request.POST.get("reason", "")
    mark_as_error(actor=Actor.of(request.user), entry=entry, reason=reason, now=timezone.now())
    return redirect("track:progress", episode.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def measures(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The measures that are due, one form each; a POST keeps one and comes back for the next.

    Where what was kept stops the course, the next page says what to do instead.
    """
    episode = episode_for(request.user, episode_id)
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=episode, part="measures")
        return _measures_page(request, episode)
    try:
        is_stopped = _fill(request, episode)
    except BadInput as bad:
        return _measures_page(request, episode, faults=bad.faults)
    except Refused as refused:
        return _measures_page(request, episode, faults=(InputFault(field=refused.field or "", reason=refused.message),))
    return redirect("decide:decision" if is_stopped else "track:measures", episode.pk)


@transaction.atomic
def _fill(request: HttpRequest, episode: Episode) -> bool:
    """Keep one form; whether that stops the course."""
    knowledge, now = load_knowledge(), timezone.now()
    instrument = knowledge.instruments.get(InstrumentId(request.POST.get("instrument", "")))
    if instrument is None:
        raise NotFound("No such measure")
    actor = Actor.of(request.user)
    fill_measures(
        actor=actor,
        episode=episode,
        answers={instrument.id: answers_from_post(request.POST.dict(), instrument)},
        on=timezone.localdate(now),
        knowledge=knowledge,
        now=now,
    )
    return measures_stop(actor=actor, episode=episode, knowledge=knowledge, now=now)


def _measures_page(request: HttpRequest, episode: Episode, *, faults: tuple[InputFault, ...] = ()) -> HttpResponse:
    knowledge, today = load_knowledge(), timezone.localdate()
    is_own = can_act_as_client(request.user, episode.client)
    asked = due_now(episode, entries_of(episode), knowledge=knowledge, today=today, for_client=is_own)
    due = [one.instrument for one in asked]
    typed = {key.rsplit("-", 1)[-1]: text for key, text in request.POST.dict().items() if key.startswith("measure-")}
    more = [knowledge.instruments[name] for name in OFFERED if name in knowledge.instruments]
    asked_for = next((one.id for one in more if one.id == request.GET.get("form")), due[0] if due else None)
    chosen = InstrumentId(request.POST.get("instrument", "")) if faults else asked_for
    context = {
        "episode": episode,
        "is_own": is_own,
        "form": measure_form(knowledge.instruments[chosen], typed) if chosen else None,
        "version": version_of(knowledge.instruments[chosen]) if chosen else "",
        "form_title": form_title(knowledge.instruments[chosen], for_client=is_own) if chosen else "",
        "left": len(due),
        "takes": how_long(asked, knowledge),
        "more": [one for one in more if one.id != chosen],
        "faults": [{"anchor": f"measure-{fault.field.replace('.', '-')}", "message": fault.reason} for fault in faults],
    }
    return render(request, "track/measures.html", context, status=UNPROCESSABLE if faults else 200)
