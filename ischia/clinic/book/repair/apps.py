"""How is repair called?"""

from django.apps import AppConfig


class RepairConfig(AppConfig):
    name = "ischia.clinic.book.repair"
    label = "repair"
