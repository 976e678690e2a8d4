"""How is the screen app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "ischia.clinic.screen"
    label = "screen"

    def ready(self) -> None:
        """The worker reminds clinicians and does not send what is settled; who was asked is erased with the client."""
        from ischia.clinic.messaging.api import put_job_in_place, when_wanted
        from ischia.clinic.people.api import put_closing_in_place, put_eraser_in_place
        from ischia.clinic.screen.clearing.erasing import close_questions, erase_questions
        from ischia.clinic.screen.clearing.mail import ABOUT_REQUESTS, REMINDING, is_still_asked

        put_job_in_place(REMINDING)
        for kind in ABOUT_REQUESTS:
            when_wanted(kind, is_still_asked)
        put_closing_in_place("screen", close_questions)
        put_eraser_in_place("screen", erase_questions)
