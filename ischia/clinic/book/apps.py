"""How is the book app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "ischia.clinic.book"
    label = "book"

    def ready(self) -> None:
        """Say who treats a client, for the policies of people (`ischia.clinic.people.care_team`)."""
        from ischia.clinic.book.care_team import treats_by_session
        from ischia.clinic.people.api import put_care_team_in_place

        put_care_team_in_place(treats_by_session)
