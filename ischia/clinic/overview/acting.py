"""How does a page with several forms carry out the one that was sent, or show it again with what is wrong?

A POST names what it does by `do`. What a service refuses is said at its field, with everything that was typed kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ischia.clinic.places.api import RefusableForm
from ischia.pathway.shared.errors import Refused

UNPROCESSABLE = 422

Asked = tuple[RefusableForm, Callable[[], object]]
"""A form that was filled in, and what to do when it is valid."""

Wrong = Mapping[str, RefusableForm]
"""The form that could not be carried out, by what it does; empty when the page is only shown."""


def carry_out(
    request: HttpRequest,
    known: Mapping[str, Callable[[HttpRequest, Any], Asked]],
    subject: Any,
    page: Callable[[Wrong], HttpResponse],
    back: tuple[Any, ...],
    said: str,
) -> HttpResponse:
    """Do what the form asks and lead `back` with a word, or show the `page` again with what is wrong."""
    do = request.POST.get("do", "")
    if do not in known:
        raise BadRequest("unknown act")
    form, act = known[do](request, subject)
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, said)
            return redirect(*back)
    return page({f"{do}:{request.POST.get('row', '')}": form})
