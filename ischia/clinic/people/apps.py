"""How is the people app called?"""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ischia.clinic.people"
    label = "people"
