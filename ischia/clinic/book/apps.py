"""How is the book app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "ischia.clinic.book"
    label = "book"

    def ready(self) -> None:
        """Say who treats a client and who has (`ischia.clinic.people.care_team`), and what comes round by itself."""
        from ischia.clinic.book.care_team import seen_in_sessions, treats_by_session
        from ischia.clinic.book.coming_round import put_jobs_in_place
        from ischia.clinic.people.api import put_care_team_in_place

        put_care_team_in_place(treats_by_session, seen_in_sessions)
        put_jobs_in_place()
