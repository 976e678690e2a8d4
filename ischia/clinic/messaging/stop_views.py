"""Which page lets somebody unsubscribe from a message, without signing in?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ischia.clinic.messaging.choices import chosen_by
from ischia.clinic.messaging.stopping import read_stop, stop


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_these(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first, because programs open links; a POST does it, from our page or by RFC 8058 from a mail program.

    No token of ours against forged requests: a mail program has none, and whoever has the link may do just this.
    """
    if request.method == "POST":
        stop(token=token, now=timezone.now())
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)
        return redirect("messaging:stop", token=token)
    wanted = read_stop(token)
    context = {
        "category": wanted.category.label,
        "clinic": wanted.client.clinic,
        "is_stopped": not chosen_by(wanted.client)[wanted.category].email,
    }
    return render(request, "messaging/stop.html", context)
