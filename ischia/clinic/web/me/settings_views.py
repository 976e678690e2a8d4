"""Where does a client say by which way messages come, in which language, and what they agree to?"""

from uuid import UUID

from django.conf import settings as installation
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.messaging.api import CARE, Category, Channel, choose_notifications, chosen_by
from ischia.clinic.people.api import Client, Consent, ConsentKind, consents_of, the_client, whose, withdraw_consent
from ischia.clinic.web.me.agreeing import consents_shown, meaning_of
from ischia.pathway.shared.errors import NotFound, Refused

ON = "on"
OVER_HEALTH = frozenset({ConsentKind.TREATMENT, ConsentKind.HEALTH_DATA, ConsentKind.CONTACT_CLINICIAN})
"""What is agreed to about treatment and health: a helper who does not see the health record leaves it alone."""


@never_cache
@login_required
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """What can be set, each on a page of its own; the language right here."""
    context = {"whose": whose(request), "languages": installation.LANGUAGES}
    return render(request, "web/me/settings.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Which messages come by which way."""
    client = the_client(request)
    if request.method == "POST":
        _choose(request, client)
        messages.success(request, _("Your choices are kept."))
        return redirect("web:my_notifications")
    chosen = chosen_by(client)
    rows = [
        {
            "id": category.value,
            "label": category.label,
            "email": chosen[category].email,
            "text": chosen[category].text,
            "is_care": category in CARE,
        }
        for category in Category
    ]
    context = {"whose": whose(request), "rows": rows, "client": client, "channels": Channel}
    return render(request, "web/me/notifications.html", context)


def _choose(request: HttpRequest, client: Client) -> None:
    """Keeps what differs from what held. E-mails that belong to treatment stay on whatever was sent."""
    before, now = chosen_by(client), timezone.now()
    for category in Category:
        email = category in CARE or request.POST.get(f"{category.value}-email") == ON
        text = request.POST.get(f"{category.value}-text") == ON
        if (email, text) != tuple(before[category]):
            choose_notifications(
                actor=Actor.of(request.user), client=client, category=category, email=email, text=text, now=now
            )


@never_cache
@login_required
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What the client agreed to, when, and how to take it back."""
    client = the_client(request)
    context = {"whose": whose(request), "consents": consents_shown(consents_of(client))}
    return render(request, "web/me/consents.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Says what taking a consent back means, and takes it back."""
    consent = _own_consent(the_client(request), consent_id)
    if ConsentKind(consent.kind) in OVER_HEALTH and not whose(request).shares_health:
        raise Refused("not_allowed", _("Only the person themselves can take this back."))
    if request.method == "GET":
        kind = ConsentKind(consent.kind)
        return render(request, "web/me/withdraw.html", {"consent": consent, "meaning": meaning_of(kind)})
    withdraw_consent(actor=Actor.of(request.user), consent=consent, now=timezone.now())
    messages.success(request, _("You have taken it back. That is written down with today's date."))
    return redirect("web:my_consents")


def _own_consent(client: Client, consent_id: UUID) -> Consent:
    found = Consent.objects.filter(client=client, pk=consent_id, withdrawal=None).first()
    if found is None:
        raise NotFound("No such consent")
    return found


@login_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language of the pages in the browser, for a year."""
    chosen = request.POST.get("language", "")
    response = redirect("web:my_settings")
    if chosen in dict(installation.LANGUAGES):
        response.set_cookie(
            installation.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            secure=installation.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
