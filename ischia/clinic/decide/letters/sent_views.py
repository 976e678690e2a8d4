"""Which pages show a letter as it was sent: to whoever may read the record, and by a secure link to one clinician?"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.decide.letters.sending import PURPOSE, letter_of, withdraw_letter
from ischia.clinic.decide.letters.sent import sent_letter_of
from ischia.clinic.decide.letters.views import handed_out
from ischia.clinic.decide.models import SentLetter
from ischia.clinic.people.api import SecureLink, bearer, by_link, treats
from ischia.clinic.track.api import episode_for
from ischia.clinic.treat.api import check_can_write_care

READER = "clinician with a letter"
"""In which role the bearer of a link acts."""


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def sent_letter(request: HttpRequest, episode_id: UUID, sent_id: UUID) -> HttpResponse:
    """A letter as it was sent. A POST by a therapist of the client ends the clinician's link."""
    episode = episode_for(request.user, episode_id)
    sent = sent_letter_of(episode, sent_id)
    actor, now = Actor.of(request.user), timezone.now()
    if request.method == "POST":
        check_can_write_care(request.user, episode.client)
        withdraw_letter(actor=actor, sent=sent, now=now)
        messages.success(request, _("The link does not open the letter any more."))
        return redirect("decide:letters", episode.pk)
    record_read(actor=actor, subject=sent, part="letter")
    context = {
        "episode": episode,
        "letter": letter_of(sent),
        "sent": sent,
        "back": reverse("decide:letters", args=[episode.pk]),
        "pdf": reverse("decide:sent_letter_pdf", args=[episode.pk, sent.pk]),
        "may_withdraw": treats(request.user, episode.client) and _may_be_open(sent),
    }
    return render(request, "decide/letters/page.html", context)


@never_cache
@require_safe
@login_required
def sent_letter_pdf(request: HttpRequest, episode_id: UUID, sent_id: UUID) -> HttpResponse:
    """The same as a file to keep."""
    sent = sent_letter_of(episode_for(request.user, episode_id), sent_id)
    record_read(actor=Actor.of(request.user), subject=sent, part="letter.pdf")
    return handed_out(letter_of(sent))


@require_safe
@by_link(PURPOSE)
def letter_by_link(request: HttpRequest, link: SecureLink, *, token: str) -> HttpResponse:
    """The letter that the link is for, and nothing else."""
    sent = get_object_or_404(SentLetter, pk=link.subject_id)
    record_read(actor=bearer(link, READER), subject=sent, part="letter")
    context = {
        "letter": letter_of(sent),
        "sent": sent,
        "pdf": reverse("decide:letter_by_link_pdf", args=[token]),
        "is_by_link": True,
    }
    return render(request, "decide/letters/page.html", context)


@require_safe
@by_link(PURPOSE)
def letter_by_link_pdf(request: HttpRequest, link: SecureLink, *, token: str) -> HttpResponse:
    """The same as a file to keep."""
    sent = get_object_or_404(SentLetter, pk=link.subject_id)
    record_read(actor=bearer(link, READER), subject=sent, part="letter.pdf")
    return handed_out(letter_of(sent))


def _may_be_open(sent: SentLetter) -> bool:
    """Whether a link to this letter has not run out. Withdrawing one that was withdrawn is refused, in words."""
    return sent.link_until is not None and sent.link_until > timezone.now()
