"""Which pages take everything out and bring files in? The owner's alone."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ischia.clinic.audit.api import Actor
from ischia.clinic.people.api import Role, require_role
from ischia.clinic.places.api import clinic_of
from ischia.clinic.transfer.exporting import export_clinic
from ischia.clinic.transfer.tables import LEFT_OUT, exported_models


@never_cache
@require_safe
@require_role(Role.OWNER)
def start(request: HttpRequest) -> HttpResponse:
    """What can be taken out and brought in."""
    context = {"tables": len(exported_models()), "left_out": sorted(LEFT_OUT.items())}
    return render(request, "transfer/start.html", context)


@never_cache
@require_POST
@require_role(Role.OWNER)
def export(request: HttpRequest) -> FileResponse:
    """Everything of the clinic as a ZIP. A POST, so that no link and no prefetch makes one."""
    clinic, now = clinic_of(request), timezone.now()
    made = export_clinic(actor=Actor.of(request.user), clinic=clinic, now=now)
    name = f"{clinic.slug}-{timezone.localdate(now, clinic.zoneinfo)}.zip"
    return FileResponse(made.file, as_attachment=True, filename=name, content_type="application/zip")
