"""Which pages show a client's whole record, and end it with a discharge note?"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.people.api import Episode, Role, readable_episode, require_role, treats
from ischia.clinic.screen.api import Option
from ischia.clinic.treat.client_record import choices_shown, days_shown
from ischia.clinic.treat.discharging import (
    PARTS,
    DischargeText,
    composed_discharge,
    discharge_note_of,
    sign_discharge,
    text_from_post,
)
from ischia.clinic.treat.models import DischargeReason
from ischia.clinic.treat.policies import signed_in
from ischia.clinic.treat.timeline import timeline_of
from ischia.knowledge import load_knowledge
from ischia.pathway.shared.errors import BadInput, Refused

CLINICAL = (Role.THERAPIST, Role.OWNER)
UNPROCESSABLE = 422


@never_cache
@require_safe
@require_role(*CLINICAL, hidden=True)
def client(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Everything that happened in an episode, the newest first. Reading it leaves a trace."""
    episode = readable_episode(request.user, episode_id)
    record_read(actor=Actor.of(request.user), subject=episode, part="record")
    entries, chosen = timeline_of(episode), request.GET.get("show", "")
    zone = episode.client.clinic.zoneinfo
    context = {
        "episode": episode,
        "choices": choices_shown(entries, chosen),
        "days": days_shown(entries, chosen, episode, load_knowledge(), zone),
        "is_discharged": any(entry.kind == "discharge" for entry in entries),
        "has_record": any(entry.kind == "record" for entry in entries),
    }
    return render(request, "treat/client.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(*CLINICAL, hidden=True)
def discharge(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """The discharge note: composed, corrected and signed by the client's therapist; then to read and print."""
    episode = readable_episode(request.user, episode_id)
    note = discharge_note_of(episode)
    if request.method == "GET" or note is not None:
        record_read(actor=Actor.of(request.user), subject=episode, part="discharge")
        return _discharge(request, episode, {})
    try:
        sign_discharge(
            actor=Actor.of(request.user),
            therapist=signed_in(request.user),
            episode=episode,
            text=text_from_post(request.POST.dict()),
            knowledge=load_knowledge(),
            now=timezone.now(),
        )
    except BadInput as bad:
        return _discharge(request, episode, {fault.field: fault.reason for fault in bad.faults})
    except Refused as refused:
        return _discharge(request, episode, {"": refused.message})
    return redirect("treat:discharge", episode.pk)


def _discharge(request: HttpRequest, episode: Episode, errors: dict[str, str]) -> HttpResponse:
    note = discharge_note_of(episode)
    try:
        text = text_from_post(request.POST.dict()) if errors else composed_discharge(episode, load_knowledge())
    except Refused as refused:
        return render(request, "treat/discharge_early.html", {"episode": episode, "why": refused.message})
    context = {
        "episode": episode,
        "note": note,
        "parts": [
            {
                "name": name,
                "label": part_name(name),
                "text": getattr(note or text, name),
                "error": errors.get(name, ""),
                "optional": name in ("referrals", "advice"),
            }
            for name in PARTS
        ],
        "reasons": _reasons(text),
        "reason_error": errors.get("reason", ""),
        "errors": [{"anchor": name or "content", "message": reason} for name, reason in errors.items()],
        "may_write": treats(request.user, episode.client),
    }
    return render(request, "treat/discharge.html", context, status=UNPROCESSABLE if errors else 200)


def _reasons(text: DischargeText) -> tuple[Option, ...]:
    return tuple(
        Option(value=value, label=str(label), checked=value == text.reason) for value, label in DischargeReason.choices
    )


def part_name(name: str) -> str:
    """What a part of the note is called."""
    return {
        "sessions": _("Sessions"),
        "progress": _("Progress"),
        "why": _("Reason for ending"),
        "referrals": _("Referrals"),
        "advice": _("To go on with at home"),
    }[name]
