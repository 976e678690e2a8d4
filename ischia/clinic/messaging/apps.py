"""How is the messaging app called, and what does it put in place?"""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "ischia.clinic.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Erase what was written to a client when the client is erased."""
        from ischia.clinic.messaging.erasing import erase_messages
        from ischia.clinic.people.api import put_eraser_in_place

        put_eraser_in_place("messaging", erase_messages)
