"""How is the overview app called?"""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "ischia.clinic.overview"
    label = "overview"
