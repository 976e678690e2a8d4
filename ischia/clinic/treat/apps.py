"""How is the treat app called, and what does it put in place?"""

from django.apps import AppConfig


class TreatConfig(AppConfig):
    name = "ischia.clinic.treat"
    label = "treat"

    def ready(self) -> None:
        """Erase discharge notes when a client is erased."""
        from ischia.clinic.people.api import put_eraser_in_place
        from ischia.clinic.treat.erasing import erase_discharge_notes

        put_eraser_in_place("treat", erase_discharge_notes)
