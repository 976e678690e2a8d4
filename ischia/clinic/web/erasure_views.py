"""Where does the owner say how long records are kept, and confirm that a client is erased?"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import ErasureRequest, Role, confirm_erasure, require_role, set_years_kept, years_kept
from ischia.clinic.places.api import clinic_of
from ischia.pathway.shared.errors import NotFound, Refused

MOST_YEARS = 100


@never_cache
@require_role(Role.OWNER)
@require_http_methods(["GET", "POST"])
def erasures(request: HttpRequest) -> HttpResponse:
    """Who asked, what was answered, and for how many years records are kept."""
    clinic = clinic_of(request)
    years = request.POST.get("years", "").strip()
    is_wrong = bool(request.method == "POST" and not (years.isdecimal() and int(years) <= MOST_YEARS))
    if request.method == "POST" and not is_wrong:
        set_years_kept(actor=Actor.of(request.user), clinic=clinic, years=int(years))
        messages.success(request, _("Kept."))
        return redirect("web:erasures")
    rows = ErasureRequest.objects.filter(client__clinic=clinic).select_related("client", "confirmation", "erasure")
    context = {
        "rows": list(rows.order_by("-asked_at")),
        "years": years if is_wrong else years_kept(clinic),
        "is_wrong": is_wrong,
        "most": MOST_YEARS,
    }
    return render(request, "web/erasures.html", context, status=422 if is_wrong else 200)


@require_role(Role.OWNER)
@require_POST
def confirm(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Closes the account and says until when the record is kept."""
    found = ErasureRequest.objects.filter(pk=request_id, client__clinic=clinic_of(request)).first()
    if found is None:
        raise NotFound("No such request")
    try:
        confirm_erasure(actor=Actor.of(request.user), request=found, now=timezone.now(), today=timezone.localdate())
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("web:erasures")
