"""What does a client see in their own area, and what is the next step?"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ischia.clinic.book.api import (
    Course,
    Session,
    gate_for,
    held_course,
    history_for,
    review_hindrance,
    sessions_left,
    upcoming_for,
)
from ischia.clinic.people.api import Client, Episode, open_episode_of
from ischia.clinic.plan.api import latest_care_plan
from ischia.clinic.track.api import AskedShown, asked_shown, due_now, entries_of, how_long
from ischia.knowledge import load_knowledge
from ischia.pathway.book.api import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The one thing to do next. `action` is empty when there is nothing to do but come."""

    title: str
    text: str
    action: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCare:
    """The client's open episode, sessions ahead and past, what to do next, and the questions that are due."""

    next_step: NextStep
    episode: Episode | None
    upcoming: tuple[Session, ...]
    history: tuple[Session, ...]
    due: tuple[AskedShown, ...] = ()
    takes: str = ""
    """How long filling in what is due takes, in words."""


def my_care(client: Client, *, now: datetime) -> MyCare:
    """Everything the client area shows."""
    episode = open_episode_of(client)
    upcoming = tuple(upcoming_for(client, now))
    due, takes = _due(episode, now)
    return MyCare(
        next_step=_next_step(episode, upcoming, now),
        episode=episode,
        upcoming=upcoming,
        history=tuple(history_for(client, now)),
        due=due,
        takes=takes,
    )


def _due(episode: Episode | None, now: datetime) -> tuple[tuple[AskedShown, ...], str]:
    """The measures that the client can fill in today, in plain words, and how long that takes."""
    if episode is None:
        return (), ""
    knowledge, today = load_knowledge(), timezone.localdate(now)
    due = due_now(episode, entries_of(episode), knowledge=knowledge, today=today)
    return tuple(asked_shown(one, knowledge) for one in due), how_long(due, knowledge)


def _next_step(episode: Episode | None, upcoming: tuple[Session, ...], now: datetime) -> NextStep:
    if episode is None:
        return _begin()
    held = held_course(episode, now)
    if held is not None:
        may_confirm = gate_for(episode, now=now).permission is Permission.CONFIRM
        return NextStep(
            title=_kept_until(held, may_confirm=may_confirm),
            text=_("Confirm them to book.") if may_confirm else _("A clinician has to say yes before you can book."),
            action=_("Look at your dates"),
            address=reverse("book:course", args=[held.pk]),
        )
    if upcoming:
        return _come(upcoming[0])
    return _book(episode, now)


def _kept_until(held: Course, *, may_confirm: bool) -> str:
    if may_confirm or held.held_until is None:
        return _("Your dates are kept for a few minutes")
    until = timezone.localtime(held.held_until, held.episode.client.clinic.zoneinfo)
    return _("Your dates are kept until %s") % date_format(until, "l j F, H:i")


def _begin() -> NextStep:
    return NextStep(
        title=_("Start with the safety check"),
        text=_("It takes a few minutes."),
        action=_("Start the safety check"),
        address=reverse("screen:start"),
    )


def _come(session: Session) -> NextStep:
    return NextStep(
        title=_("Your next visit is with %(name)s") % {"name": session.therapist.name},
        text=f"{session.place.name}, {session.place.address}, {session.place.postcode}",
        action=_("See all dates"),
        address=reverse("book:course", args=[session.course_id]),
    )


def _book(episode: Episode, now: datetime) -> NextStep:
    care_plan = latest_care_plan(episode)
    gate = gate_for(episode, now=now)
    if care_plan is None or gate.permission is Permission.NOTHING:
        return NextStep(
            title=_("The safety check comes first"),
            text=gate.why_not,
            action=_("Start the safety check"),
            address=reverse("screen:start"),
        )
    if not sessions_left(care_plan, now):
        return NextStep(
            title=_("Your course is complete"),
            text=_("Look at your progress together with your therapist, and decide what comes next."),
            action=_("See my progress"),
            address=f"/track/{episode.pk}/",
        )
    hindered = review_hindrance(care_plan, [now])
    if hindered is not None:
        return NextStep(
            title=_("The review comes first"),
            text=hindered.sentence,
            action=_("See the review"),
            address=f"/decide/{episode.pk}/",
        )
    return NextStep(
        title=_("Choose your dates"),
        text=_("Your plan is ready. No session is booked yet."),
        action=_("Choose dates"),
        address=reverse("book:dates", args=[episode.pk]),
    )
