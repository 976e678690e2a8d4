"""How is the decide app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class DecideConfig(AppConfig):
    name = "ischia.clinic.decide"
    label = "decide"

    def ready(self) -> None:
        """Take over telling booking which reviews were answered (`ischia.clinic.book.reviews`); erase letters."""
        from ischia.clinic.book.api import put_in_place
        from ischia.clinic.decide.alerting import stop_by_measures
        from ischia.clinic.decide.erasing import close_letters, erase_letters
        from ischia.clinic.decide.keeping import Keeper
        from ischia.clinic.decide.models import DecisionRecord, SentLetter
        from ischia.clinic.people.api import put_closing_in_place, put_eraser_in_place
        from ischia.clinic.track.api import put_stops_in_place
        from ischia.clinic.treat.api import add_to_timeline, rows_of

        put_in_place(Keeper())
        put_stops_in_place(stop_by_measures)
        put_closing_in_place("decide", close_letters)
        put_eraser_in_place("decide", erase_letters)
        add_to_timeline(
            lambda episode: rows_of(
                DecisionRecord.objects.filter(episode=episode), "decision", at="decided_at", code="action"
            ),
            lambda episode: rows_of(
                SentLetter.objects.filter(episode=episode), "letter", at="sent_at", code="kind", detail="reader"
            ),
        )
