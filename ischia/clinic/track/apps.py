"""How is the track app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class TrackConfig(AppConfig):
    name = "ischia.clinic.track"
    label = "track"

    def ready(self) -> None:
        """Take over keeping the measures that sessions ask for (`ischia.clinic.treat.measures`)."""
        from ischia.clinic.track.keeping import Keeper
        from ischia.clinic.treat.api import put_in_place

        put_in_place(Keeper())
