"""How is the messaging app called?"""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "ischia.clinic.messaging"
    label = "messaging"
