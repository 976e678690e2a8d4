"""Which pages list, show, hand out and send letters? Whoever may read the record; every opening leaves a trace."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.decide.letters.forms import SendForm, SendToClinicianForm
from ischia.clinic.decide.letters.letter import Kind, Letter, Reader
from ischia.clinic.decide.letters.paper import paper
from ischia.clinic.decide.letters.sending import send_letter
from ischia.clinic.decide.letters.sent import kept_letters, titled
from ischia.clinic.decide.letters.writing import Writer, may_discharge, write
from ischia.clinic.decide.models import DecisionRecord
from ischia.clinic.people.api import Episode, Role, can_act_as_client, role_of
from ischia.clinic.track.api import episode_for
from ischia.clinic.treat.api import check_can_write_care, signed_in
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE = 422


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
    has_ended = may_discharge(episode, list(DecisionRecord.objects.filter(episode=episode)[:1]))
    kinds = [Kind.DISCHARGE, Kind.PROGRESS] if has_ended else [Kind.PROGRESS]
    context = {
        "episode": episode,
        "is_own": can_act_as_client(request.user, episode.client),
        "has_ended": has_ended,
        "sent": kept_letters(episode),
        "offered": [_offered(episode, kind, reader) for kind in kinds for reader in Reader],
    }
    return render(request, "decide/letters/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def letter(request: HttpRequest, episode_id: UUID, kind: str, reader: str) -> HttpResponse:
    """One letter as a page. A POST by a therapist of the client sends it."""
    episode = episode_for(request.user, episode_id)
    chosen = _chosen(kind, reader)
    form_of = SendForm if chosen[1] is Reader.CLIENT else SendToClinicianForm
    if request.method == "GET":
        record_read(actor=Actor.of(request.user), subject=episode, part=f"letter.{chosen[0]}.{chosen[1]}")
        return _page(request, episode, chosen, form_of())
    check_can_write_care(request.user, episode.client)
    form = form_of(request.POST)
    if not form.is_valid():
        return _page(request, episode, chosen, form, status=UNPROCESSABLE)
    try:
        _send(request, episode, chosen[0], form)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _page(request, episode, chosen, form, status=UNPROCESSABLE)
    messages.success(request, _("The letter is on its way."))
    return redirect("decide:letters", episode.pk)


def _send(request: HttpRequest, episode: Episode, kind: Kind, form: SendForm) -> None:
    send_letter(
        actor=Actor.of(request.user),
        sender=signed_in(request.user),
        episode=episode,
        kind=kind,
        request_key=form.key,
        clinician=form.clinician,
        knowledge=load_knowledge(),
        now=timezone.now(),
    )


def _may_send(request: HttpRequest, episode: Episode) -> bool:
    """Whether to offer sending: whoever may read the record as a therapist treats the client."""
    return episode.client.user_id != request.user.pk and role_of(request) is Role.THERAPIST


def _page(
    request: HttpRequest, episode: Episode, chosen: tuple[Kind, Reader], form: SendForm, *, status: int = 200
) -> HttpResponse:
    written = _written(request, episode, chosen)
    context = {
        "episode": episode,
        "letter": written,
        "back": reverse("decide:letters", args=[episode.pk]),
        "pdf": _address(episode, written.kind, written.reader, "_pdf"),
        "form": form if _may_send(request, episode) else None,
        "is_for_clinician": written.reader is Reader.CLINICIAN,
    }
    return render(request, "decide/letters/page.html", context, status=status)


@never_cache
@require_safe
@login_required
def letter_pdf(request: HttpRequest, episode_id: UUID, kind: str, reader: str) -> HttpResponse:
    """One letter as a PDF to keep. The file's name names nobody."""
    episode = episode_for(request.user, episode_id)
    written = _written(request, episode, _chosen(kind, reader))
    made = handed_out(written)
    record_read(actor=Actor.of(request.user), subject=episode, part=f"letter.{written.kind}.{written.reader}.pdf")
    return made


def handed_out(written: Letter) -> HttpResponse:
    """A letter as a file to keep. Its name names nobody."""
    name = f"{written.kind}-{written.reader}-{timezone.localdate(written.written_at)}.pdf"
    return HttpResponse(
        paper(written).content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _chosen(kind: str, reader: str) -> tuple[Kind, Reader]:
    if kind not in set(Kind) or reader not in set(Reader):
        raise NotFound("No such letter")
    return Kind(kind), Reader(reader)


def _written(request: HttpRequest, episode: Episode, chosen: tuple[Kind, Reader]) -> Letter:
    writer = Writer(name=signed_in(request.user).name, at=timezone.now())
    return write(*chosen, episode=episode, writer=writer, knowledge=load_knowledge())


def _offered(episode: Episode, kind: Kind, reader: Reader) -> Offered:
    texts = {
        Reader.CLIENT: _("In plain words, with the signs that need help at once."),
        Reader.CLINICIAN: _(
            "For a GP or physiotherapist: date of birth, what speaks for the pattern, the rules' words."
        ),
    }
    return Offered(
        title=titled(kind, reader),
        text=texts[reader],
        page=_address(episode, kind, reader),
        pdf=_address(episode, kind, reader, "_pdf"),
    )


def _address(episode: Episode, kind: Kind, reader: Reader, suffix: str = "") -> str:
    return reverse(f"decide:letter{suffix}", args=[episode.pk, kind.value, reader.value])
