"""How is the intake app called, and what does it put in place?"""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "ischia.clinic.intake"
    label = "intake"

    def ready(self) -> None:
        """Ask by message whoever has something to fill in."""
        from ischia.clinic.intake.asking import put_in_place

        put_in_place()
