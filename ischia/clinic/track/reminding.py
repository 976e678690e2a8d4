"""Who is asked by message to fill in what is due: between visits, at the review, and twelve weeks after the end?

Everything follows from the schedule (`ischia.pathway.track.schedule`): one message for each time that something new is
asked for, however many forms that is, and none where it was filled in meanwhile.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session
from ischia.clinic.messaging.api import Job, Message, absolute, write_message
from ischia.clinic.people.api import Episode
from ischia.clinic.screen.api import Screening
from ischia.clinic.track.asking import NOT_TAKING_PLACE, asked_of, due_of
from ischia.clinic.track.queries import entries_by_episode
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import Moment
from ischia.pathway.screen.api import Outcome
from ischia.pathway.track.api import Asked

REMINDER = Actor.system("measure reminders")
BETWEEN, REVIEW, FOLLOW_UP = "measures_due", "review_due", "follow_up"
ABOUT_MEASURES = (BETWEEN, REVIEW, FOLLOW_UP)

BEFORE_THE_FIRST = timedelta(days=2)
"""From when on the first scores are asked for by message: a start is best measured close to the first visit."""

TOO_LATE = timedelta(days=14)
"""So long after something opened nobody is reminded of it any more: the page still asks."""

LOOKED_BACK = timedelta(weeks=30)
"""How far back an episode's visits are looked at: a course, twelve weeks after its end, and room for late reviews."""

SENT_AWAY = frozenset({Outcome.URGENT.value, Outcome.EMERGENCY.value})


def remind_of_measures(now: datetime) -> int:
    """Write a message to everybody of whom something new is asked since the last one; how many were written."""
    episodes = _episodes(now)
    waiting = due_for_clients(episodes, now)
    told = _told(waiting)
    return sum(
        _remind(episodes[key], due, now)
        for key, due in waiting.items()
        if _is_new(due, told.get(key), _today(episodes[key], now))
    )


ASKING = Job(
    name="remind_of_measures", label=_("Asking for measures"), every=timedelta(hours=1), run=remind_of_measures
)


def is_still_due(message: Message, now: datetime) -> bool:
    """Whether anything of what the message asks for is still to be filled in."""
    if message.episode_id is None:
        return False
    episode = Episode.objects.select_related("client__clinic").filter(pk=message.episode_id).first()
    return episode is not None and bool(due_for_clients({episode.pk: episode}, now))


def due_for_clients(episodes: Mapping[UUID, Episode], now: datetime) -> dict[UUID, tuple[Asked, ...]]:
    """What each client can fill in today; episodes in which nothing is due are left out. Four SQL queries."""
    knowledge, entries, away = load_knowledge(), entries_by_episode(episodes), _sent_away(episodes)
    found = {}
    for today, keys in _by_day(episodes, now).items():
        for key, asked in asked_of(keys, entries, knowledge=knowledge, today=today).items():
            due = due_of(asked, knowledge=knowledge, for_client=True)
            if due and (key not in away or _kind(due) == FOLLOW_UP):
                found[key] = due
    return found


def _episodes(now: datetime) -> dict[UUID, Episode]:
    """The episodes with a visit in the last weeks or close ahead."""
    ahead = now + BEFORE_THE_FIRST + timedelta(days=1)
    visits = Session.objects.filter(
        course__booked_at__isnull=False, starts_at__gt=now - LOOKED_BACK, starts_at__lt=ahead
    ).exclude(status__in=NOT_TAKING_PLACE)
    rows = Episode.objects.filter(pk__in=visits.values("course__episode")).exclude(client__email="")
    return {row.pk: row for row in rows.select_related("client__clinic")}


def _by_day(episodes: Mapping[UUID, Episode], now: datetime) -> dict[date, list[UUID]]:
    """The episodes by the day that it is where they are."""
    found: dict[date, list[UUID]] = {}
    for key, episode in episodes.items():
        found.setdefault(_today(episode, now), []).append(key)
    return found


def _today(episode: Episode, now: datetime) -> date:
    return now.astimezone(episode.client.clinic.zoneinfo).date()


def _sent_away(episodes: Collection[UUID]) -> frozenset[UUID]:
    """Whoever the newest safety check sends to be seen now: they have other things to do than forms."""
    newest = dict(
        Screening.objects.filter(episode__in=list(episodes)).order_by("completed_at").values_list("episode", "outcome")
    )
    return frozenset(key for key, outcome in newest.items() if outcome in SENT_AWAY)


def _told(episodes: Collection[UUID]) -> dict[UUID, datetime]:
    """When each client was last written to about measures."""
    rows = Message.objects.filter(episode__in=list(episodes), kind__in=ABOUT_MEASURES).order_by()
    return dict(rows.values("episode").annotate(at=Max("created_at")).values_list("episode", "at"))


def _is_new(due: tuple[Asked, ...], told_at: datetime | None, today: date) -> bool:
    """Whether something opened since the client was last told, and not too long ago."""
    opened = _opened(due)
    return today - TOO_LATE <= opened <= today and (told_at is None or told_at.date() < opened)


def _opened(due: tuple[Asked, ...]) -> date:
    """When the newest of it opened. What can be given at any time before the first visit opens shortly before it."""
    return max(one.due_on - BEFORE_THE_FIRST if one.opens == date.min else one.opens for one in due)


def _kind(due: tuple[Asked, ...]) -> str:
    moments = {one.moment for one in due}
    if Moment.TWELVE_WEEKS_AFTER in moments:
        return FOLLOW_UP
    return REVIEW if Moment.REVIEW in moments else BETWEEN


def _remind(episode: Episode, due: tuple[Asked, ...], now: datetime) -> int:
    link = absolute(reverse("track:measures", args=[episode.pk]))
    with transaction.atomic():
        written = write_message(
            actor=REMINDER,
            client=episode.client,
            episode=episode,
            kind=_kind(due),
            key=f"measures-{episode.pk}-{_opened(due)}",
            facts={"link": link},
            now=now,
        )
    return bool(written)
