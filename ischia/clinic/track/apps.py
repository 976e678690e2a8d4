"""How is the track app called?"""

from django.apps import AppConfig


class TrackConfig(AppConfig):
    name = "ischia.clinic.track"
    label = "track"
