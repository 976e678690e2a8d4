"""Which clinician has been asked, and what have the guest and her therapist written to each other?"""

from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from ischia.clinic.book.api import Course
from ischia.clinic.conversation.api import Written, mark_read, send_post
from ischia.clinic.demo.courses import Booking
from ischia.clinic.demo.staff import LOADER
from ischia.clinic.people.api import User
from ischia.clinic.screen.api import Addressee, ask_clinician
from ischia.knowledge.records import Knowledge

GP: Final = Addressee(name="Dr Elspeth Invented", email="elspeth.invented@practice.example")
ASKED: Final = timedelta(days=2)
"""How long ago whoever still waits has had a clinician asked, unless they came later."""

SAID: Final = (
    (True, "I slept through last night for the first time. Should I keep doing the sliders every day?"),
    (False, "Good to hear. Yes, twice a day, only as far as it stays comfortable. We look at it together next time."),
    (True, "Thank you! May I go swimming on Thursday?"),
)
"""Whether it comes from the client, and the text; the last one is not answered yet."""


def ask_still(booking: Booking, *, came: datetime, now: datetime) -> None:
    """Somebody still waits for a clinician, who was asked by link."""
    ask_clinician(actor=LOADER, episode=booking.begun.episode, addressee=GP, now=max(came, now - ASKED))


def talk(course: Course, client: User, therapist: User, *, knowledge: Knowledge, now: datetime) -> None:
    """A few messages, the last one this morning. Who answers has read what came before."""
    for at, (from_client, text) in enumerate(SAID):
        author, sent_at = client if from_client else therapist, now - timedelta(hours=20 * (len(SAID) - at) - 18)
        mark_read(user=author, episode=course.episode, until=sent_at)
        send_post(
            author=author,
            episode=course.episode,
            from_client=from_client,
            written=Written(text=text, request_key=uuid5(NAMESPACE_URL, f"{course.pk}/{at}")),
            knowledge=knowledge,
            now=sent_at,
        )
