"""Which page lets somebody who walks the demo read what would have been sent, sign-in codes included?"""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.messaging.kept_files import kept_files

A_PAGE = 20


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """What the demo has written to files instead of sending it, latest first. Anywhere else there is no such page."""
    if not settings.ISCHIA_DEMO:
        raise Http404
    page = Paginator(kept_files(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "messaging/demo.html", {"page": page})
