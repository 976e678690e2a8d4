"""How is the audit app called?"""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ischia.clinic.audit"
    label = "audit"
