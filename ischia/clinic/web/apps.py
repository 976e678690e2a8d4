"""How is the web app called?"""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ischia.clinic.web"
    label = "web"
