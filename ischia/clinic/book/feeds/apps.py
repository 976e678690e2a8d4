"""How is the app called that lets calendars out and in?"""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "ischia.clinic.book.feeds"
    label = "feeds"

    def ready(self) -> None:
        """From now on outside calendars are read by themselves; a client's calendar ends when they go."""
        from ischia.clinic.book.feeds.coming_round import put_jobs_in_place
        from ischia.clinic.book.feeds.feeding import end_feed
        from ischia.clinic.people.api import put_closing_in_place

        put_jobs_in_place()
        put_closing_in_place("feeds", lambda *, actor, client, now: end_feed(actor=actor, owner=client, now=now))
