"""Which pages show the staff what was sent to whom, and the owner whether sending works?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.messaging.carriers import carriers_here
from ischia.clinic.messaging.delivering import send_again
from ischia.clinic.messaging.jobs import jobs
from ischia.clinic.messaging.models import Channel, Delivery, JobState, Message, State, Waiting
from ischia.clinic.messaging.presenters import jobs_shown, messages_shown
from ischia.clinic.messaging.queries import given_up, messages_of, messages_to
from ischia.clinic.people.api import Client, Episode, Role, check_can_read_client, readable_client, require_role
from ischia.clinic.places.api import Clinic, clinic_of
from ischia.pathway.shared.errors import NotFound

STAFF = (Role.THERAPIST, Role.FRONT_DESK, Role.OWNER)
AT_MOST = 50


@never_cache
@require_safe
@require_role(*STAFF, hidden=True)
def of_episode(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Every message of an episode, latest first."""
    episode = Episode.objects.select_related("client__clinic").filter(pk=episode_id).first()
    if episode is None:
        raise NotFound("No such episode")
    check_can_read_client(request.user, episode.client)
    record_read(actor=Actor.of(request.user), subject=episode, part="messages")
    return _listed(request, episode.client, messages_of(episode))


@never_cache
@require_safe
@require_role(*STAFF, hidden=True)
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Every message about a client, of whichever episode or none, latest first."""
    client = readable_client(request.user, client_id)
    record_read(actor=Actor.of(request.user), subject=client, part="messages")
    return _listed(request, client, messages_to(client))


def _listed(request: HttpRequest, client: Client, rows: QuerySet[Message]) -> HttpResponse:
    shown = messages_shown(list(rows[:AT_MOST]))
    return render(request, "messaging/listed.html", {"client": client, "shown": shown})


@never_cache
@require_POST
@require_role(*STAFF, hidden=True)
def again(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Puts a message that was given up back into the queue."""
    message = Message.objects.select_related("client__clinic").filter(pk=message_id).first()
    if message is None:
        raise NotFound("No such message")
    check_can_read_client(request.user, message.client)
    send_again(actor=Actor.of(request.user), message=message, now=timezone.now())
    messages.success(request, _("It is sent again."))
    return redirect("messaging:of_client", client_id=message.client_id)


@never_cache
@require_safe
@require_role(Role.OWNER)
def status(request: HttpRequest) -> HttpResponse:
    """Whether messages go out and jobs run."""
    clinic, now = clinic_of(request), timezone.now()
    lost = list(given_up(clinic)[:AT_MOST])
    if lost:
        record_read(actor=Actor.of(request.user), subject=clinic, part="messages given up", shown=lost)
    channels = carriers_here()
    context = {
        "waiting": _waiting(clinic, now),
        "lost": [(message.client.name, shown) for message, shown in zip(lost, messages_shown(lost), strict=True)],
        "jobs": jobs_shown(jobs(), list(JobState.objects.all())),
        "channels": [(channel.label, channel in channels) for channel in Channel],
    }
    return render(request, "messaging/status.html", context)


def _waiting(clinic: Clinic, now: datetime) -> dict[str, int]:
    """How many messages wait, how many of them are overdue, and how many were sent in the last day. Two SQL queries."""
    of_clinic = Waiting.objects.filter(message__client__clinic=clinic)
    counted = of_clinic.aggregate(
        all=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now - timedelta(minutes=10)))
    )
    sent = Delivery.objects.filter(message__client__clinic=clinic, state=State.SENT, at__gte=now - timedelta(days=1))
    return {**counted, "sent": sent.count()}
