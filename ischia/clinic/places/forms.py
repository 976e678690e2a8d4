"""How does a form take the refusal of a service as one of its own complaints?"""

from django import forms

from ischia.pathway.shared.errors import Refused


class RefusableForm(forms.Form):
    """A form for one use case of a service: what the service refuses is said at the field that it names."""

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at the field it names, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
