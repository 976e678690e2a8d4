"""Which page shows the owner who saw or changed what? To look is written down as well."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ischia.clinic.audit.api import Actor, record_read
from ischia.clinic.overview.forms import DayInput
from ischia.clinic.overview.policies import OWNER
from ischia.clinic.overview.trail import Asked, areas, staff_of, trail_of
from ischia.clinic.people.api import require_role
from ischia.clinic.places.api import Clinic, clinic_of

LAST_PAGE = 10_000


class TrailForm(forms.Form):
    """What the trail is narrowed to. Nothing personal: keys and codes, so it may stand in an address."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        super().__init__(data, auto_id="trail-%s")
        anybody, anything = _("Anybody"), _("Anything")
        self.fields["person"].choices = [("", anybody), *staff_of(clinic)]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["action"].choices = [("", anything), *areas()]  # type: ignore[attr-defined] # as above

    @property
    def asked(self) -> Asked:
        """What was asked for; what cannot be read asks for nothing."""
        data = getattr(self, "cleaned_data", {})
        subject = data.get("subject")
        return Asked(
            person=data.get("person") or "",
            subject=str(subject) if isinstance(subject, UUID) else "",
            action=data.get("action") or "",
            first=data.get("first"),
            last=data.get("last"),
            page=data.get("page") or 1,
        )


@never_cache
@require_safe
@require_role(*OWNER)
def trail(request: HttpRequest) -> HttpResponse:
    """One page of the trail."""
    clinic = clinic_of(request)
    form = TrailForm(request.GET, clinic=clinic)
    form.is_valid()
    asked = form.asked
    record_read(actor=Actor.of(request.user), subject=clinic, part="trail")
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "asked": asked,
        "trail": trail_of(clinic, asked),
        "query": query.urlencode(),
        "earlier": asked.page + 1,
        "later": asked.page - 1,
    }
    return render(request, "overview/trail.html", context)
