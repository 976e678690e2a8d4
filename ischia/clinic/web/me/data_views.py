"""Where does a client take a copy of everything, or ask to be erased?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import upcoming_for
from ischia.clinic.people.api import (
    Basis,
    ErasureRequest,
    Whose,
    ask_to_be_erased,
    export_of,
    the_client,
    whose,
    years_kept,
)
from ischia.clinic.web.me.archive import archive_of
from ischia.pathway.shared.errors import Refused

CONFLICT = 409


@never_cache
@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What can be taken along, and what became of a wish to be erased."""
    client = the_client(request, health=True)
    asked = ErasureRequest.objects.filter(client=client).select_related("confirmation").first()
    found = whose(request)
    context = {"whose": found, "asked": asked, "may_ask": decides_alone(found)}
    return render(request, "web/me/data.html", context)


@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """A ZIP with a page to read and one JSON file a table."""
    client, now = the_client(request, health=True), timezone.now()
    tables = export_of(client, actor=Actor.of(request.user))
    response = HttpResponse(archive_of(tables, clinic=client.clinic, at=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """What is erased, what has to stay and for how long; then the wish is noted, if it is theirs to ask."""
    found = whose(request)
    client = the_client(request, health=True)
    if not decides_alone(found):
        raise Refused("not_allowed", _("Only the person themselves can ask for this."))
    has_visits = upcoming_for(client, timezone.now()).exists()
    if request.method == "POST" and not has_visits and request.POST.get("sure"):
        ask_to_be_erased(actor=Actor.of(request.user), client=client, now=timezone.now())
        messages.success(request, _("Your wish is noted. The clinic answers it."))
        return redirect("web:my_data")
    context = {"whose": found, "has_visits": has_visits, "years": years_kept(client.clinic)}
    unsure = request.method == "POST" and not has_visits
    status = CONFLICT if request.method == "POST" and has_visits else 422 if unsure else 200
    return render(request, "web/me/erase.html", {**context, "unsure": unsure}, status=status)


def decides_alone(found: Whose) -> bool:
    """Whether this visitor decides over the whole record: their own, or as a parent or somebody appointed by law.

    A person who has taken over their record decides for themselves, whoever acted for them before.
    """
    if found.authority is None:
        return True
    return found.authority.basis != Basis.CLIENT_AGREED and found.authority.client.user_id is None
