"""How does a message survive that its writer was signed out while typing?

It is kept in the visitor's session, which goes on when they sign in, and is taken out as soon as it is shown again.
"""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ischia.clinic.conversation.models import LONGEST

KEPT = "conversation_unsent"


def keep_and_sign_in(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Keeps what was typed and leads to signing in, and back."""
    if request.method == "POST":
        request.session[KEPT] = {"episode": str(episode_id), "text": request.POST.get("text", "")[:LONGEST]}
    return redirect_to_login(reverse("conversation:thread", args=[episode_id]))


def take_kept(request: HttpRequest, episode_id: UUID) -> str:
    """What was typed before signing in again; empty where there is nothing, or it was for another conversation."""
    kept = request.session.get(KEPT)
    if not kept:
        return ""
    del request.session[KEPT]
    return str(kept["text"]) if kept["episode"] == str(episode_id) else ""
