"""Which pages let an owner set what people are told, in which words, and when?

One address for each kind and language. A POST does what its button says: `save`, `show` (a preview) or `reset`.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ischia.clinic.audit.api import Actor
from ischia.clinic.messaging.forms import RulesForm, WordsForm
from ischia.clinic.messaging.kinds import EVERYWHERE, KINDS, Kind
from ischia.clinic.messaging.presenters import categories_shown, preview_of
from ischia.clinic.messaging.rules import rules_of, set_rules
from ischia.clinic.messaging.wording import own_words, reset_words, word, worded_kinds, words_for
from ischia.clinic.people.api import Role, require_role
from ischia.clinic.places.api import Clinic, clinic_of
from ischia.pathway.shared.errors import NotFound, Refused

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.OWNER)
def message_settings(request: HttpRequest) -> HttpResponse:
    """Quiet hours and reminders, and every kind of message with a way to its words."""
    clinic = clinic_of(request)
    form = RulesForm(request.POST if request.method == "POST" else None, rules=rules_of(clinic))
    if form.is_valid():
        set_rules(actor=Actor.of(request.user), clinic=clinic, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("messaging:settings")
    context = {"form": form, "clinic": clinic, "categories": categories_shown(worded_kinds(clinic))}
    return render(request, "messaging/settings.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@require_role(Role.OWNER)
def wording(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The words of one kind of message in one language, and what a message with them looks like."""
    if kind not in KINDS or language not in dict(settings.LANGUAGES):
        raise NotFound("No such kind of message")
    clinic, declared = clinic_of(request), KINDS[kind]
    do = request.POST.get("do", "")
    if do == "reset":
        reset_words(actor=Actor.of(request.user), clinic=clinic, kind=declared, language=language)
        messages.success(request, _("These are our words again."))
        return redirect("messaging:wording", kind=kind, language=language)
    words = words_for(clinic, declared, language)
    form = WordsForm(request.POST or None, kind=declared, words=words)
    if do == "save" and form.is_valid() and _saved(request, clinic, declared, language, form):
        return redirect("messaging:wording", kind=kind, language=language)
    shown = form.words if form.is_bound and form.is_valid() else words
    context = {
        "form": form,
        "kind": declared,
        "preview": preview_of(clinic, declared, shown),
        "placeholders": (*EVERYWHERE, *declared.placeholders),
        "is_own": words != own_words(declared, language),
        "languages": [
            (code, name, reverse("messaging:wording", args=[kind, code])) for code, name in settings.LANGUAGES
        ],
        "language": language,
    }
    return render(request, "messaging/wording.html", context, status=UNPROCESSABLE if form.errors else 200)


def _saved(request: HttpRequest, clinic: Clinic, kind: Kind, language: str, form: WordsForm) -> bool:
    try:
        word(actor=Actor.of(request.user), clinic=clinic, kind=kind, language=language, words=form.words)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Saved."))
    return True
