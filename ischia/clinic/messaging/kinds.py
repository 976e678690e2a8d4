"""Which kinds of message are there? Data: category, channels, placeholders, and the words where a clinic has none.

Words are plain, and neither subject nor text message says anything about health: both are shown on locked screens. What
is private stands on a page behind the link. Add a kind here, and write it with `write_message`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ischia.clinic.messaging.models import CARE, Category, Channel

EVERYWHERE = ("name", "clinic", "clinic_phone")
"""Placeholders that every kind has: the client's name, the clinic's name and its phone number.

`name` is empty where the message goes to somebody else than the client."""

EMAIL = (Channel.EMAIL,)
TEXT = (Channel.TEXT,)
BOTH = (Channel.EMAIL, Channel.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of message. `placeholders` are the facts that its writer gives, each with a sample for the preview.

    `waits_till_morning`: not sent in the clinic's quiet hours. `short` is the text message.
    """

    id: str
    label: str | Promise
    category: Category
    channels: tuple[Channel, ...]
    placeholders: Mapping[str, str]
    subject: str | Promise
    text: str | Promise
    short: str | Promise = ""
    waits_till_morning: bool = True

    @property
    def is_care(self) -> bool:
        """Whether it belongs to treatment: nobody can unsubscribe from it."""
        return self.category in CARE


_LINK = "https://clinic.example/me/"
_WHEN = "Monday 30 November 2026, 10:00"
_VISIT = {"when": _WHEN, "therapist": "Callum Drever", "place": "Leith", "link": _LINK}
_VISITS = {"visits": f"{_WHEN}, Callum Drever, Leith", "link": _LINK}
_UNTIL = {"link": _LINK, "until": "Friday 4 December"}

_ALL = (
    Kind(
        id="booking_confirmed",
        label=_("Booking confirmed"),
        category=Category.BOOKINGS,
        channels=EMAIL,
        placeholders=_VISITS,
        subject=_("Your visits at {clinic}"),
        text=_(
            "Hello {name},\n\nYour visits are booked:\n\n{visits}\n\nThe file with this message puts them into your "
            "calendar. To see, move or cancel them: {link}\n\n{clinic}\n{clinic_phone}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="booking_changed",
        label=_("Visits moved"),
        category=Category.BOOKINGS,
        channels=EMAIL,
        placeholders=_VISITS,
        subject=_("New times at {clinic}"),
        text=_(
            "Hello {name},\n\nThese are your new times:\n\n{visits}\n\nThe file with this message changes them in your "
            "calendar. To see, move or cancel them: {link}\n\n{clinic}\n{clinic_phone}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="booking_cancelled",
        label=_("Visits cancelled"),
        category=Category.BOOKINGS,
        channels=EMAIL,
        placeholders=_VISITS,
        subject=_("Cancelled at {clinic}"),
        text=_(
            "Hello {name},\n\nThese visits are cancelled:\n\n{visits}\n\nThe file with this message takes them out of "
            "your calendar. To book another time: {link}\n\n{clinic}\n{clinic_phone}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="reminder",
        label=_("Reminder, the day before"),
        category=Category.REMINDERS,
        channels=EMAIL,
        placeholders=_VISIT,
        subject=_("Your visit at {clinic}: {when}"),
        text=_(
            "Hello {name},\n\nWe look forward to seeing you:\n\n{when}, {therapist}, {place}\n\nIf you cannot come, "
            "please tell us as early as you can: {link}\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="reminder_soon",
        label=_("Reminder, shortly before"),
        category=Category.REMINDERS,
        channels=TEXT,
        placeholders=_VISIT,
        subject=_("Your visit at {clinic}: {when}"),
        text=_("Hello {name},\n\nYour visit: {when}, {therapist}, {place}.\n\n{clinic}\n{clinic_phone}"),
        short=_("{clinic}: your visit is {when}, {place}. Cannot come? Call {clinic_phone}"),
    ),
    Kind(
        id="intake",
        label=_("Questions before the first visit"),
        category=Category.FORMS,
        channels=EMAIL,
        placeholders={"when": _WHEN, "link": _LINK},
        subject=_("Before your first visit at {clinic}"),
        text=_(
            "Hello {name},\n\nBefore your visit on {when}, please answer some questions. You can stop at any point and "
            "go on later, on another device too: {link}\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="check_in",
        label=_("Check-in before a visit"),
        category=Category.FORMS,
        channels=EMAIL,
        placeholders={"when": _WHEN, "link": _LINK},
        subject=_("Before your visit at {clinic}"),
        text=_(
            "Hello {name},\n\nYour visit is on {when}. Please tell us what has changed since last time. It takes about "
            "a minute: {link}\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="check_in_alarm",
        label=_("A check-in needs a look at once"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("Please look at a check-in at {clinic} now"),
        text=_(
            "Somebody has checked in before a visit and was told to be seen by a clinician. Please look at the "
            "answers now and call them: {link}\n\n{clinic}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="measures_alarm",
        label=_("Answers between visits need a look at once"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("Please look at new answers at {clinic} now"),
        text=_(
            "By what somebody has answered between visits, massage stops and a clinician should look at it. They were "
            "told so. Please look at it now and call them: {link}\n\n{clinic}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="waitlist_offer",
        label=_("A time has come free"),
        category=Category.WAITLIST,
        channels=BOTH,
        placeholders={**_VISIT, "until": "Friday 27 November, 18:00", "instead_of": ""},
        subject=_("A time has come free at {clinic}"),
        text=_(
            "Hello {name},\n\nThis time has come free: {when}, {therapist}, {place}. {instead_of}\n\nIt is yours if "
            "you say so before {until}: {link}\n\n{clinic}\n{clinic_phone}"
        ),
        short=_("{clinic}: free now: {when}, {place}. Yours if you say so before {until}: {link}"),
    ),
    Kind(
        id="measures_due",
        label=_("Questions between visits"),
        category=Category.FORMS,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("Some questions from {clinic}"),
        text=_(
            "Hello {name},\n\nIt is time for a few questions about how you are. Your answers show whether the visits "
            "help: {link}\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="review_due",
        label=_("Review is due"),
        category=Category.FORMS,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("Your review at {clinic}"),
        text=_(
            "Hello {name},\n\nIt is time to look at how things have gone, and to decide together what comes next. "
            "Please answer these questions first: {link}\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="clearance_request",
        label=_("Question to a clinician"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders=_UNTIL,
        subject=_("A question from {clinic}"),
        text=_(
            "Dear colleague,\n\nA person who named you would like to be treated at {clinic}. We have one question that "
            "takes about two minutes, without an account: {link}\n\nThe link works until {until}.\n\n"
            "{clinic}\n{clinic_phone}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="clearance_reminder",
        label=_("Question to a clinician, again"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders=_UNTIL,
        subject=_("A question from {clinic}: still open"),
        text=_(
            "Dear colleague,\n\nA person who named you is still waiting for your answer. It takes about two minutes, "
            "without an account: {link}\n\nThe link works until {until}.\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="clearance_answered",
        label=_("A clinician has answered"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("News about your booking at {clinic}"),
        text=_(
            "Hello {name},\n\nThe answer that your booking waited for is here. What it says and what comes next: {link}"
            "\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="follow_up",
        label=_("Twelve weeks after"),
        category=Category.FOLLOW_UP,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("How are you? A few questions from {clinic}"),
        text=_(
            "Hello {name},\n\nSome weeks have passed since your last visit. How are you now? A few questions: {link}"
            "\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="letter",
        label=_("A letter is ready"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("A letter from {clinic}"),
        text=_("Hello {name},\n\nA letter is ready for you: {link}\n\n{clinic}\n{clinic_phone}"),
    ),
    Kind(
        id="letter_to_clinician",
        label=_("A letter for a clinician"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders=_UNTIL,
        subject=_("A letter from {clinic}"),
        text=_(
            "Dear colleague,\n\nA person who is treated at {clinic} asked us to send you a letter. It is one page and "
            "opens without an account: {link}\n\nThe link works until {until}.\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="serious_response",
        label=_("A serious response was recorded"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("Please look at the safety log of {clinic}"),
        text=_(
            "A response that needed medical care was recorded at {clinic}. What and when is in the safety log: {link}"
            "\n\n{clinic}"
        ),
        waits_till_morning=False,
    ),
    Kind(
        id="conversation",
        label=_("New message in a conversation"),
        category=Category.CONVERSATION,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("A new message at {clinic}"),
        text=_(
            "Hello {name},\n\nYou have a new message. To read it and to answer: {link}\n\nMessages are not for "
            "emergencies.\n\n{clinic}\n{clinic_phone}"
        ),
    ),
    Kind(
        id="conversation_team",
        label=_("A client has written"),
        category=Category.CONVERSATION,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("A client of {clinic} has written"),
        text=_("A client has written to you. To read it and to answer: {link}\n\n{clinic}"),
    ),
    Kind(
        id="conversation_alarm",
        label=_("A client ticked a warning sign"),
        category=Category.CARE,
        channels=EMAIL,
        placeholders={"link": _LINK},
        subject=_("Please look at a message at {clinic} now"),
        text=_(
            "Before writing to you, a client ticked a warning sign and was told what to do. Please read it now and "
            "call them: {link}\n\n{clinic}"
        ),
        waits_till_morning=False,
    ),
)

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _ALL}


def kind_called(id: str) -> Kind:
    """The kind of this id; ValueError for one that is not declared here."""
    if id not in KINDS:
        message = f"no kind of message is called {id!r}: declare it in ischia/clinic/messaging/kinds.py"
        raise ValueError(message)
    return KINDS[id]
