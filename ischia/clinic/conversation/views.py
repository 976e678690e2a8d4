"""On which pages do a client and their care team write to each other?"""

from uuid import UUID

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.conversation.forms import ClientPostForm, PostForm
from ischia.clinic.conversation.models import Post
from ischia.clinic.conversation.policies import check_takes_part
from ischia.clinic.conversation.queries import conversations_of, posts_of, unread_for
from ischia.clinic.conversation.services import mark_read, send_post
from ischia.clinic.conversation.unsent import keep_and_sign_in, take_kept
from ischia.clinic.people.api import Episode, Role, User, client_of, open_episode_of, role_of
from ischia.clinic.places.api import clinic_of
from ischia.clinic.screen.api import show_verdict
from ischia.knowledge import load_knowledge
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE, CONFLICT = 422, 409


@never_cache
@require_safe
@login_required
def conversations(request: HttpRequest) -> HttpResponse:
    """A client's own conversation; for the care team every one of theirs, the latest message first."""
    clinic = clinic_of(request)
    if role_of(request) not in {Role.THERAPIST, Role.OWNER}:
        client = client_of(request.user, clinic)
        episode = open_episode_of(client) if client else None
        if episode is None:
            raise Http404
        return redirect("conversation:thread", episode.pk)
    found, unread = conversations_of(request.user, clinic), unread_for(request.user, clinic)
    if found:
        shown = [episode.client for episode in found]
        record_read(actor=Actor.of(request.user), subject=clinic, part="conversations", shown=shown)
    context = {"conversations": [(episode, unread.get(episode.pk, 0)) for episode in found]}
    return render(request, "conversation/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Everything written so far, and room to write."""
    user = request.user
    if not isinstance(user, User):
        return keep_and_sign_in(request, episode_id)
    episode, is_client = _taken_part(request, episode_id)
    form = _form(request, episode, is_client=is_client)
    if request.method == "POST" and form.is_valid():
        return _sent(request, user, episode, form, is_client=is_client)
    if request.method == "GET":
        _note_reading(user, episode)
    return _page(request, episode, form, is_client=is_client, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
@login_required
def what_to_do(request: HttpRequest, episode_id: UUID, post_id: UUID) -> HttpResponse:
    """What the signs that were ticked come to: what to do now."""
    episode, is_client = _taken_part(request, episode_id)
    post = Post.objects.filter(pk=post_id, episode=episode).exclude(verdict=None).first()
    if post is None or not is_client:
        raise Http404
    verdict = show_verdict(
        msgspec.convert(post.verdict, Verdict), clinic=episode.client.clinic, knowledge=load_knowledge()
    )
    context = {"verdict": verdict, "episode": episode, "clinic": episode.client.clinic}
    return render(request, "conversation/what_to_do.html", context)


def _taken_part(request: HttpRequest, episode_id: UUID) -> tuple[Episode, bool]:
    try:
        return check_takes_part(request.user, episode_id)
    except NotFound as hidden:
        raise Http404 from hidden


def _form(request: HttpRequest, episode: Episode, *, is_client: bool) -> PostForm:
    posted = request.POST if request.method == "POST" else None
    initial = {} if posted else {"text": take_kept(request, episode.pk)}
    if is_client:
        return ClientPostForm(posted, initial=initial, knowledge=load_knowledge())
    return PostForm(posted, initial=initial)


def _sent(request: HttpRequest, user: User, episode: Episode, form: PostForm, *, is_client: bool) -> HttpResponse:
    try:
        post = send_post(
            author=user,
            episode=episode,
            from_client=is_client,
            written=form.written(),
            knowledge=load_knowledge(),
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, episode, form, is_client=is_client, status=CONFLICT)
    if post.verdict is not None:
        return redirect("conversation:what_to_do", episode.pk, post.pk)
    return redirect("conversation:thread", episode.pk)


def _note_reading(user: User, episode: Episode) -> None:
    """Everything that is on the page now has been read, and the audit trail knows by whom."""
    record_read(actor=Actor.of(user), subject=episode, part="conversation")
    mark_read(user=user, episode=episode, until=timezone.now())


def _page(request: HttpRequest, episode: Episode, form: PostForm, *, is_client: bool, status: int) -> HttpResponse:
    labels = {id: finding.label for id, finding in load_knowledge().findings.items()}
    context = {
        "episode": episode,
        "clinic": episode.client.clinic,
        "is_client": is_client,
        "posts": [(post, [labels[id] for id in post.ticked if id in labels]) for post in posts_of(episode)],
        "form": form,
    }
    return render(request, "conversation/thread.html", context, status=status)
