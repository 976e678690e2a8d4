"""How is the transfer app called?"""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "ischia.clinic.transfer"
    label = "transfer"
