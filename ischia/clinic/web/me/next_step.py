"""What is there to do for a client now, the most pressing first?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.book.api import (
    Course,
    Session,
    gate_for,
    held_course,
    review_hindrance,
    sessions_left,
)
from ischia.clinic.intake.api import IntakeStanding, IntakeState, check_in_is_open
from ischia.clinic.people.api import Episode
from ischia.clinic.plan.api import latest_care_plan
from ischia.pathway.book.api import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One thing to do. `action` is empty when there is nothing to do but come."""

    title: str
    text: str
    action: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the steps follow from. `upcoming` carry `is_checked_in`; `measures` says how long those due take.

    `is_stopped`: what was measured between visits stops the course, and nobody has answered that yet.
    """

    episode: Episode
    upcoming: tuple[Session, ...]
    intake: IntakeStanding
    measures: str
    unread: int
    shares_health: bool
    is_holding: bool
    is_stopped: bool
    now: datetime


def begin() -> NextStep:
    """Where somebody without an open episode starts."""
    return NextStep(
        title=_("Start with the safety check"),
        text=_("It takes a few minutes."),
        action=_("Start the safety check"),
        address=reverse("screen:start"),
    )


def steps(facts: Facts) -> tuple[NextStep, ...]:
    """Everything to do now. The first is the next step; dates that are kept for minutes stand alone."""
    held = held_course(facts.episode, facts.now) if facts.is_holding else None
    stop = (_stop(facts),) if facts.is_stopped and facts.shares_health else ()
    if held is not None:
        return (*stop, _held(facts, held))
    return (*stop, *_in_order(facts))


def _stop(facts: Facts) -> NextStep:
    return NextStep(
        title=_("Stop massage for now"),
        text=_(
            "By your answers a clinician should take a look first. Your care team was told. Your visits stay booked."
        ),
        action=_("See what to do now"),
        address=reverse("decide:decision", args=[facts.episode.pk]),
    )


def _in_order(facts: Facts) -> Iterator[NextStep]:
    if not facts.upcoming:
        yield _book(facts.episode, facts.now)
    if facts.shares_health:
        yield from _forms(facts)
    if facts.upcoming:
        yield _come(facts.upcoming[0])


def _forms(facts: Facts) -> Iterator[NextStep]:
    first = facts.upcoming[0] if facts.upcoming else None
    if first is not None and check_in_is_open(first, facts.now) and not getattr(first, "is_checked_in", False):
        yield _check_in(first)
    if facts.unread:
        yield _read(facts)
    if first is not None and facts.intake.state.is_open:
        yield _intake(facts)
    if facts.measures:
        yield NextStep(
            title=_("Say how you are"),
            text=_("A few questions, %s.") % facts.measures,
            action=_("Answer the questions"),
            address=reverse("track:measures", args=[facts.episode.pk]),
        )


def _held(facts: Facts, held: Course) -> NextStep:
    may_confirm = gate_for(facts.episode, now=facts.now).permission is Permission.CONFIRM
    return NextStep(
        title=_kept_until(facts.episode, held, may_confirm=may_confirm),
        text=_("Confirm them to book.") if may_confirm else _("A clinician has to say yes before you can book."),
        action=_("Look at your dates"),
        address=reverse("book:course", args=[held.pk]),
    )


def _kept_until(episode: Episode, held: Course, *, may_confirm: bool) -> str:
    if may_confirm or held.held_until is None:
        return _("Your dates are kept for a few minutes")
    until = timezone.localtime(held.held_until, episode.client.clinic.zoneinfo)
    return _("Your dates are kept until %s") % date_format(until, "l j F, H:i")


def _check_in(session: Session) -> NextStep:
    return NextStep(
        title=_("Tell us what has changed"),
        text=_("Before your visit on %s. It takes about a minute.") % _day(session),
        action=_("Check in"),
        address=reverse("intake:check_in", args=[session.pk]),
    )


def _read(facts: Facts) -> NextStep:
    return NextStep(
        title=ngettext("A new message for you", "%(count)d new messages for you", facts.unread)
        % {"count": facts.unread},
        text=_("From your care team."),
        action=_("Read"),
        address=reverse("conversation:thread", args=[facts.episode.pk]),
    )


def _intake(facts: Facts) -> NextStep:
    state, address = facts.intake.state, reverse("intake:start", args=[facts.episode.pk])
    day = _day(facts.upcoming[0])
    if state is IntakeState.BEGUN:
        text = _("You have begun. Please send it before your visit on %s.") % day
        return NextStep(title=_("Finish telling us about you"), text=text, action=_("Carry on"), address=address)
    if state is IntakeState.DUE_AGAIN:
        text = _("It is half a year since you told us. Please look it over before your visit on %s.") % day
        return NextStep(title=_("Is this still right?"), text=text, action=_("Look it over"), address=address)
    text = _("A few short pages before your visit on %s. You can stop and go on later.") % day
    return NextStep(title=_("Tell us about you"), text=text, action=_("Start"), address=address)


def _come(session: Session) -> NextStep:
    return NextStep(
        title=_("Your next visit is with %(name)s") % {"name": session.therapist.name},
        text=f"{_when(session)}. {session.place.name}, {session.place.address}, {session.place.postcode}",
        action=_("See all dates"),
        address=reverse("book:course", args=[session.course_id]),
    )


def _day(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "l j F")


def _when(session: Session) -> str:
    return date_format(timezone.localtime(session.starts_at), "l j F, H:i")


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
            address=reverse("track:progress", args=[episode.pk]),
        )
    hindered = review_hindrance(care_plan, [now])
    if hindered is not None:
        return NextStep(
            title=_("The review comes first"),
            text=hindered.sentence,
            action=_("See the review"),
            address=reverse("decide:decision", args=[episode.pk]),
        )
    return NextStep(
        title=_("Choose your dates"),
        text=_("Your plan is ready. No session is booked yet."),
        action=_("Choose dates"),
        address=reverse("book:dates", args=[episode.pk]),
    )
