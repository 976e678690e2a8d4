"""How is the screen app called?"""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "ischia.clinic.screen"
    label = "screen"
