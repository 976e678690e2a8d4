"""How is the people app called?"""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ischia.clinic.people"
    label = "people"

    def ready(self) -> None:
        """Listen for sign-ins."""
        import_module("ischia.clinic.people.staying")
