"""Which pages list, show and hand out letters? Whoever may read the record; every opening leaves a trace."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.decide.letters.letter import Kind, Letter, Reader
from ischia.clinic.decide.letters.paper import paper
from ischia.clinic.decide.letters.writing import Writer, may_discharge, write
from ischia.clinic.decide.queries import proposal_for
from ischia.clinic.people.api import Episode
from ischia.clinic.track.api import episode_for
from ischia.clinic.treat.api import signed_in
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One letter that can be had."""

    title: str
    text: str
    page: str
    pdf: str


@never_cache
@require_safe
@login_required
def letters(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The letters that can be written now."""
    episode = episode_for(request.user, episode_id)
    record_read(actor=Actor.of(request.user), subject=episode, part="letters")
    proposal = proposal_for(episode, knowledge=load_knowledge(), today=timezone.localdate())
    has_ended = may_discharge(episode, proposal)
    kinds = [Kind.DISCHARGE, Kind.PROGRESS] if has_ended else [Kind.PROGRESS]
    context = {
        "episode": episode,
        "is_own": episode.client.user_id == request.user.pk,
        "has_ended": has_ended,
        "offered": [_offered(episode, kind, reader) for kind in kinds for reader in Reader],
    }
    return render(request, "decide/letters/list.html", context)


@never_cache
@require_safe
@login_required
def letter(request: HttpRequest, episode_id: UUID, kind: str, reader: str) -> HttpResponse:
    """One letter as a page."""
    episode = episode_for(request.user, episode_id)
    written = _written(request, episode, kind, reader)
    record_read(actor=Actor.of(request.user), subject=episode, part=f"letter.{written.kind}.{written.reader}")
    context = {"episode": episode, "letter": written, "pdf": _address(episode, written.kind, written.reader, "_pdf")}
    return render(request, "decide/letters/page.html", context)


@never_cache
@require_safe
@login_required
def letter_pdf(request: HttpRequest, episode_id: UUID, kind: str, reader: str) -> HttpResponse:
    """One letter as a PDF to keep. The file's name names nobody."""
    episode = episode_for(request.user, episode_id)
    written = _written(request, episode, kind, reader)
    made = paper(written)
    record_read(actor=Actor.of(request.user), subject=episode, part=f"letter.{written.kind}.{written.reader}.pdf")
    name = f"{written.kind}-{written.reader}-{timezone.localdate(written.written_at)}.pdf"
    return HttpResponse(
        made.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _written(request: HttpRequest, episode: Episode, kind: str, reader: str) -> Letter:
    if kind not in set(Kind) or reader not in set(Reader):
        raise NotFound("No such letter")
    writer = Writer(name=signed_in(request.user).name, at=timezone.now())
    return write(Kind(kind), Reader(reader), episode=episode, writer=writer, knowledge=load_knowledge())


def _offered(episode: Episode, kind: Kind, reader: Reader) -> Offered:
    titles = {
        (Kind.PROGRESS, Reader.CLIENT): _("Progress letter for the client"),
        (Kind.PROGRESS, Reader.CLINICIAN): _("Progress letter for a clinician"),
        (Kind.DISCHARGE, Reader.CLIENT): _("Discharge summary for the client"),
        (Kind.DISCHARGE, Reader.CLINICIAN): _("Discharge summary for a clinician"),
    }
    texts = {
        Reader.CLIENT: _("In plain words, with the signs that need help at once."),
        Reader.CLINICIAN: _(
            "For a GP or physiotherapist: date of birth, what speaks for the pattern, the rules' words."
        ),
    }
    return Offered(
        title=titles[kind, reader],
        text=texts[reader],
        page=_address(episode, kind, reader),
        pdf=_address(episode, kind, reader, "_pdf"),
    )


def _address(episode: Episode, kind: Kind, reader: Reader, suffix: str = "") -> str:
    return reverse(f"decide:letter{suffix}", args=[episode.pk, kind.value, reader.value])
