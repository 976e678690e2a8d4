"""How is the conversation app called?"""

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "ischia.clinic.conversation"
    label = "conversation"
