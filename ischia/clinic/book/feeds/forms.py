"""What do we ask of a therapist who adds a calendar from elsewhere?"""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ischia.interop.ical.api import LARGEST


class FileForm(forms.Form):
    """A calendar file, read at once."""

    name = forms.CharField(label=_("A name for this calendar"), max_length=80)
    file = forms.FileField(
        label=_("Calendar file (.ics)"), widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"})
    )

    def clean_file(self) -> Any:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large: at most 2 megabytes."))
        return file


class AddressForm(forms.Form):
    """An address that is fetched regularly, from a host that the clinic allows."""

    name = forms.CharField(label=_("A name for this calendar"), max_length=80)
    url = forms.CharField(label=_("Secret address of the calendar (https)"), max_length=500)
