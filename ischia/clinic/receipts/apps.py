"""How is the receipts app called, and what does it put in place?"""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "ischia.clinic.receipts"
    label = "receipts"

    def ready(self) -> None:
        """Erase staff's reasons when a client is erased. Receipts stay: the law asks for them."""
        from ischia.clinic.people.api import put_eraser_in_place
        from ischia.clinic.receipts.erasing import erase_reasons

        put_eraser_in_place("receipts", erase_reasons)
