"""How is the waitlist called, and how does it hear of freed time?"""

from django.apps import AppConfig


class WaitlistConfig(AppConfig):
    name = "ischia.clinic.book.waitlist"
    label = "waitlist"

    def ready(self) -> None:
        """From now on the waitlist hears of every booked time that comes free, and passes on offers that ran out."""
        from ischia.clinic.book.freed import when_freed
        from ischia.clinic.book.waitlist.coming_round import put_jobs_in_place
        from ischia.clinic.book.waitlist.offering import note_freed

        when_freed(note_freed)
        put_jobs_in_place()
