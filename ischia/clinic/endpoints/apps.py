"""How is the endpoints app called?"""

from django.apps import AppConfig


class EndpointsConfig(AppConfig):
    name = "ischia.clinic.endpoints"
    label = "endpoints"
