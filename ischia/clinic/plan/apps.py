"""How is the plan app called, and what does it answer for earlier stages?"""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "ischia.clinic.plan"
    label = "plan"

    def ready(self) -> None:
        from ischia.clinic.plan.for_clinician import plan_for_clinician
        from ischia.clinic.screen.api import put_plan_in_place

        put_plan_in_place(plan_for_clinician)
