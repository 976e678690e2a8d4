"""How is the decide app called?"""

from django.apps import AppConfig


class DecideConfig(AppConfig):
    name = "ischia.clinic.decide"
    label = "decide"
