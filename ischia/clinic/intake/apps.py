"""How is the intake app called?"""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "ischia.clinic.intake"
    label = "intake"
