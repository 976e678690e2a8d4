"""Which pages let a therapist group a client's sciatica, and the owner switch that on?"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.assess.grouping import INDICATORS, GroupingForm, SwitchForm, show_grouping, typed
from ischia.clinic.assess.queries import latest_grouping
from ischia.clinic.assess.services import record_grouping
from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import Episode, Role, readable_episode, require_role, treats
from ischia.clinic.places.api import clinic_of, switch_grouping
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import InstrumentId
from ischia.pathway.assess.api import ABOUT_GROUPING
from ischia.pathway.shared.errors import BadInput, NotFound, Refused

START_BACK = InstrumentId("start_back")


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.THERAPIST, Role.OWNER, hidden=True)
def grouping(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """A therapist of the client enters scores and indicators. Without the clinic's switch there is no such page."""
    episode = _treated_episode(request, episode_id)
    latest = latest_grouping(episode)
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=episode, part="grouping")
    form = GroupingForm(request.POST or None, initial=typed(latest))
    if request.method == "POST" and form.is_valid() and _kept(request, episode, form):
        return redirect("assess:grouping", episode.pk)
    context = {
        "form": form,
        "indicators": [form[name] for name in INDICATORS],
        "episode": episode,
        "shown": show_grouping(latest) if latest else None,
        "licence": load_knowledge().instruments[START_BACK].licence,
        "about": ABOUT_GROUPING,
    }
    return render(request, "assess/grouping.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.OWNER)
def settings(request: HttpRequest) -> HttpResponse:
    """The clinic's switch for the grouping, with the licence notice before it."""
    clinic = clinic_of(request)
    form = SwitchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            switch_grouping(
                actor=Actor.of(request.user),
                clinic=clinic,
                is_on=request.POST.get("switch") == "on",
                has_read_licence=form.cleaned_data["has_read_licence"],
            )
        except Refused as refusal:
            form.add_error("has_read_licence", refusal.message)
        else:
            return redirect("assess:settings")
    context = {
        "form": form,
        "clinic": clinic,
        "licence": load_knowledge().instruments[START_BACK].licence,
        "about": ABOUT_GROUPING,
    }
    return render(request, "assess/settings.html", context, status=422 if form.errors else 200)


def _treated_episode(request: HttpRequest, episode_id: UUID) -> Episode:
    """The episode, if the visitor treats its client at a clinic that groups; else there is no such page."""
    try:
        episode = readable_episode(request.user, episode_id)
    except NotFound as missing:
        raise Http404 from missing
    if not (episode.client.clinic.groups_sciatica and treats(request.user, episode.client)):
        raise Http404
    return episode


def _kept(request: HttpRequest, episode: Episode, form: GroupingForm) -> bool:
    try:
        record_grouping(
            actor=Actor.of(request.user),
            episode=episode,
            score=form.score(),
            indicators=form.indicators(),
            knowledge=load_knowledge(),
            now=timezone.now(),
        )
    except BadInput as bad:
        form.add_faults(bad.faults)
        return False
    return True
