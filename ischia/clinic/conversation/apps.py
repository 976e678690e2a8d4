"""How is the conversation app called, and what does it put in place?"""

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "ischia.clinic.conversation"
    label = "conversation"

    def ready(self) -> None:
        """Erase what was written when a client is erased."""
        from ischia.clinic.conversation.erasing import erase_conversations
        from ischia.clinic.people.api import put_eraser_in_place

        put_eraser_in_place("conversation", erase_conversations)
