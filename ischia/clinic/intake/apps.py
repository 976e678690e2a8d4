"""How is the intake app called, and what does it put in place?"""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "ischia.clinic.intake"
    label = "intake"

    def ready(self) -> None:
        """Ask by message whoever has something to fill in; erase what was told when a client is erased."""
        from ischia.clinic.intake.asking import put_in_place
        from ischia.clinic.intake.erasing import erase_told, last_visit
        from ischia.clinic.people.api import put_eraser_in_place, put_last_visit_in_place

        put_in_place()
        put_eraser_in_place("intake", erase_told)
        put_last_visit_in_place(last_visit)
