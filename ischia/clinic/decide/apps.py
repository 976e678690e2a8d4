"""How is the decide app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class DecideConfig(AppConfig):
    name = "ischia.clinic.decide"
    label = "decide"

    def ready(self) -> None:
        """Take over telling booking which reviews were answered (`ischia.clinic.book.reviews`)."""
        from ischia.clinic.book.api import put_in_place
        from ischia.clinic.decide.keeping import Keeper

        put_in_place(Keeper())
