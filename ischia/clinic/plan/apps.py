"""How is the plan app called?"""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "ischia.clinic.plan"
    label = "plan"
