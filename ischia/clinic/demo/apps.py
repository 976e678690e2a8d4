"""How is the demo app called?"""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ischia.clinic.demo"
    label = "demo"
