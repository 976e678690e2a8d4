"""How is the track app called, and what does it put in place at the start?"""

from django.apps import AppConfig


class TrackConfig(AppConfig):
    name = "ischia.clinic.track"
    label = "track"

    def ready(self) -> None:
        """Keep the measures that sessions ask for (`ischia.clinic.treat.measures`), and ask for them by message."""
        from ischia.clinic.messaging.api import put_job_in_place, when_wanted
        from ischia.clinic.track.keeping import Keeper
        from ischia.clinic.track.models import MeasureEntry
        from ischia.clinic.track.reminding import ABOUT_MEASURES, ASKING, is_still_due
        from ischia.clinic.treat.api import add_to_timeline, put_in_place, rows_of

        put_in_place(Keeper())
        add_to_timeline(
            lambda episode: rows_of(
                MeasureEntry.objects.filter(episode=episode),
                "measure",
                at="entered_at",
                code="instrument",
                detail="value",
            )
        )
        put_job_in_place(ASKING)
        for kind in ABOUT_MEASURES:
            when_wanted(kind, is_still_due)
