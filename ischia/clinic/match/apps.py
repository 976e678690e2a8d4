"""How is the match app called?"""

from django.apps import AppConfig


class MatchConfig(AppConfig):
    name = "ischia.clinic.match"
    label = "match"
