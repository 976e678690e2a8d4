"""How is the places app called?"""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "ischia.clinic.places"
    label = "places"
