"""How is the treat app called?"""

from django.apps import AppConfig


class TreatConfig(AppConfig):
    name = "ischia.clinic.treat"
    label = "treat"
