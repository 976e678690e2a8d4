"""How is the receipts app called?"""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "ischia.clinic.receipts"
    label = "receipts"
