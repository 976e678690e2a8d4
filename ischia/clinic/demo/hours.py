"""When do the demo's therapists work? Weekdays are counted from the day of loading, so that it is never closed then."""

from datetime import date, time

from ischia.clinic.demo.records import DemoTherapist
from ischia.clinic.demo.staff import LOADER, OpenClinic
from ischia.clinic.diary.api import Hours, add_working_hours

DAYS_A_WEEK = 7


def set_hours(opened: OpenClinic, therapists: tuple[DemoTherapist, ...], *, today: date) -> None:
    """Puts every therapist's weekly hours into the diary, one place after another."""
    for one in therapists:
        for block in one.hours:
            hours = [
                Hours(
                    weekday=(today.weekday() + day) % DAYS_A_WEEK,
                    start=time.fromisoformat(block.start),
                    end=time.fromisoformat(block.end),
                )
                for day in block.days
            ]
            add_working_hours(
                actor=LOADER, therapist=opened.therapists[one.key], place=opened.places[block.place], hours=hours
            )
