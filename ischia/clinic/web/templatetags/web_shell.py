"""How does the page around the content know what to show?"""

from typing import Any

from django import template

from ischia.clinic.web.navigation import links_for

register = template.Library()


@register.inclusion_tag("web/parts/navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The header's links; nothing on pages that were rendered without a visitor, such as the last-resort error page."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return {"links": (), "is_signed_in": False}
    return {
        "links": links_for(request),
        "is_signed_in": request.user.is_authenticated,
        "csrf_token": context.get("csrf_token"),
    }
