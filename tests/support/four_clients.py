"""Which four clients show what a review is for? Each course is lived through with the real services, day by day.

Ailsa is each of them in turn: getting better step by step, not at all better by her fourth visit, thrown back by a
flare after a visit, and newly weak in the leg.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import time_machine

from ischia.clinic.track.api import fill_measures
from ischia.knowledge.records import InstrumentId
from ischia.pathway.decide.api import Action
from ischia.pathway.track.api import Answers
from tests.support.clinic import build_world
from tests.support.treating import FIRST_DAY, KNOWLEDGE, Care, asked_again, drafted, fresh, in_care, signed, treated

ACTIVITIES = ("activity_1", "activity_2", "activity_3")
SBI = ("leg_pain", "tingling", "weakness", "sitting")
RMDQ_ITEMS = 24
AFTER_A_VISIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One client: how the course goes until the therapist looks back, and what is right to do then.

    `says` is the client's headline once it is decided, `told` the therapist's tag for whom to see, if anybody.
    """

    name: str
    live: Callable[[Care], datetime]
    action: Action
    proposed: str
    says: str
    why: str
    refer: str = ""


def in_story(story: Story) -> tuple[Care, datetime]:
    """The clinic on the day of the decision, and that moment."""
    with time_machine.travel(FIRST_DAY - timedelta(days=7), tick=True):
        care = in_care(build_world())
    care.episode.onset_on = FIRST_DAY.date() - timedelta(weeks=9)
    care.episode.goals = ["walk to the shop without stopping"]
    care.episode.save()
    return care, story.live(care)


def _visit(care: Care, place: int, pain: int, **typed: object) -> datetime:
    """One whole visit, with leg and back pain; when it was signed."""
    session = care.sessions[place]
    with time_machine.travel(session.starts_at, tick=True):
        treated(care, session, leg_pain=pain, **typed)
        _fill(care, "nprs_back", {"pain": max(pain - 2, 0)}, session.starts_at)
    return session.ends_at + AFTER_A_VISIT


def _fill(care: Care, name: str, answers: Answers, now: datetime) -> None:
    fill_measures(
        actor=care.world.as_ailsa,
        episode=care.episode,
        answers={InstrumentId(name): answers},
        on=now.date(),
        knowledge=KNOWLEDGE,
        now=now,
    )


def _function(care: Care, place: int, ticked: int) -> None:
    session = care.sessions[place]
    with time_machine.travel(session.starts_at, tick=True):
        _fill(
            care,
            "rmdq_24",
            {f"item_{number}": int(number <= ticked) for number in range(1, RMDQ_ITEMS + 1)},
            session.starts_at,
        )


def _activities(care: Care, place: int, rated: int) -> None:
    session = care.sessions[place]
    with time_machine.travel(session.starts_at, tick=True):
        _fill(care, "psfs", dict.fromkeys(ACTIVITIES, rated), session.starts_at)


def _better_step_by_step(care: Care) -> datetime:
    _function(care, 0, 15)
    _activities(care, 0, 3)
    for place, pain in enumerate((8, 6, 5)):
        _visit(care, place, pain)
    _function(care, 3, 6)
    _activities(care, 3, 7)
    return _visit(care, 3, 3)


def _no_change(care: Care) -> datetime:
    _function(care, 0, 12)
    for place, pain in enumerate((7, 7, 6)):
        _visit(care, place, pain)
    _function(care, 3, 12)
    return _visit(care, 3, 7)


def _back_after_a_flare(care: Care) -> datetime:
    """Better at the second visit; after it three bad days, told at the third."""
    flare = {"kind": "more_pain", "hours": "60", "pain_increase": "3", "is_serious": "", "note": ""}
    _visit(care, 0, 7)
    _visit(care, 1, 4)
    return _visit(care, 2, 7, events=(flare,))


def _newly_weak(care: Care) -> datetime:
    """At the second visit the re-screen finds a weak foot: no massage that day."""
    _visit(care, 0, 6)
    session = care.sessions[1]
    with time_machine.travel(session.starts_at, tick=True):
        asked_again(care, fresh(session), {"leg_weakness": "new"})
        drafted(care, fresh(session), referral="Sent to the GP today, rang ahead.")
        signed(care, session)
    return session.ends_at + AFTER_A_VISIT


STORIES = (
    Story(
        name="steady improver",
        live=_better_step_by_step,
        action=Action.DISCHARGE,
        proposed="Finish, with self-management",
        says="Time to go on by yourself",
        why="You are at least half better.",
    ),
    Story(
        name="no change by the fourth visit",
        live=_no_change,
        action=Action.STOP_AND_REFER,
        proposed="Stop and refer",
        says="Let us stop massage and get you the right help",
        why="More of the same is unlikely to help",
        refer="A clinician, before any more massage",
    ),
    Story(
        name="relapse after a flare",
        live=_back_after_a_flare,
        action=Action.REDUCE_DOSE,
        proposed="Reduce the dose",
        says="Gentler and shorter next time",
        why="You were sore or worse for days after the last session.",
    ),
    Story(
        name="worse, with new weakness",
        live=_newly_weak,
        action=Action.STOP_AND_REFER,
        proposed="Stop and refer",
        says="Let us stop massage and get you the right help",
        why="Please be seen today.",
        refer="A clinician, today",
    ),
)
