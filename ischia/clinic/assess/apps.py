"""How is the assess app called?"""

from django.apps import AppConfig


class AssessConfig(AppConfig):
    name = "ischia.clinic.assess"
    label = "assess"
