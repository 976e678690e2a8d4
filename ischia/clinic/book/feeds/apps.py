"""How is the app called that lets calendars out and in?"""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "ischia.clinic.book.feeds"
    label = "feeds"

    def ready(self) -> None:
        """From now on outside calendars are read by themselves."""
        from ischia.clinic.book.feeds.coming_round import put_jobs_in_place

        put_jobs_in_place()
