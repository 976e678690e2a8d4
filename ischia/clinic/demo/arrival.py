"""How does an invented person become a client? As on the web: answers, plan, then all stored at once."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ischia.clinic.audit.api import Actor
from ischia.clinic.demo.records import DemoNames, Story
from ischia.clinic.demo.staff import proved_user
from ischia.clinic.people.api import ClientDetails
from ischia.clinic.places.api import Clinic
from ischia.clinic.plan.api import BegunEpisode, begin_episode
from ischia.clinic.screen.api import Draft, Standing, standing
from ischia.knowledge.records import FindingId, FindingValue, Knowledge, RegionId
from ischia.pathway.shared.body_chart import Mark, Side, Symptom
from ischia.pathway.shared.findings import Answer, Findings

DAYS_A_YEAR = 365.25
FIRST_NUMBER = 200
PLAIN_NOES: tuple[FindingValue, ...] = (False, "absent", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person with a story. `weeks` is how long the leg has hurt when they arrive."""

    name: str
    email: str
    phone: str
    born_on: date
    age: int
    sex: str
    side: Side
    weeks: int
    goal: str
    story: Story


def draw_people(
    stories: Sequence[Story], names: DemoNames, *, count: int, today: date, chance: random.Random
) -> list[Person]:
    """`count` people with different names; stories are shared out by weight. The same `chance`, the same people."""
    pairs = [(first, last) for first in names.first_names for last in names.last_names]
    chosen = chance.sample(pairs, count)
    shares = chance.choices(stories, weights=[story.weight for story in stories], k=count)
    return [
        draw_person(
            story,
            name=f"{first} {last}",
            email=f"{first}.{last}@people.example".lower(),
            phone=f"0131 496 0{FIRST_NUMBER + at}",
            today=today,
            chance=chance,
        )
        for at, ((first, last), story) in enumerate(zip(chosen, shares, strict=True))
    ]


def draw_person(story: Story, *, name: str, email: str, phone: str, today: date, chance: random.Random) -> Person:
    """One person with this story; age, sex, side, weeks and goal are drawn."""
    age = chance.randint(*story.ages)
    return Person(
        name=name,
        email=email,
        phone=phone,
        born_on=today - timedelta(days=int((age + 0.5) * DAYS_A_YEAR)),
        age=age,
        sex=chance.choice(["female", "male"]),
        side=chance.choice([Side.LEFT, Side.RIGHT]),
        weeks=chance.randint(*story.weeks),
        goal=chance.choice(story.goals),
        story=story,
    )


def arrive(person: Person, *, clinic: Clinic, knowledge: Knowledge, now: datetime) -> BegunEpisode:
    """The person answers, signs in, agrees, and becomes a client with an open episode."""
    user = proved_user(person.email, person.name)
    return begin_episode(
        actor=Actor.of(user),
        clinic=clinic,
        user=user,
        details=ClientDetails(name=person.name, email=person.email, phone=person.phone, date_of_birth=person.born_on),
        stand=answered(person, knowledge),
        now=now,
    )


def answered(person: Person, knowledge: Knowledge) -> Standing:
    """Everything that the safety check asks this person, answered: by the story, else with a plain no."""
    stand = standing(
        Draft(answers=Findings(_told(person)), chart=_marks(person), wishes={"goal": person.goal}), knowledge
    )
    while stand.asks is not None:
        noes: dict[str, Answer] = {finding: plain_no(finding, knowledge) for finding in stand.asks.findings}
        stand = standing(
            stand.draft.answered(stand.asks.question, noes, knowledge, in_question=stand.in_question), knowledge
        )
    return stand


def plain_no(finding: FindingId, knowledge: Knowledge) -> Answer:
    """The answer of somebody whom this does not concern; raises ValueError where no answer says so."""
    if not has_plain_no(finding, knowledge):
        message = f"{finding} is asked, no answer is a plain no, and the story does not say"
        raise ValueError(message)
    return next(no for no in PLAIN_NOES if _as_text(no) in knowledge.findings[finding].allowed_values)


def has_plain_no(finding: FindingId, knowledge: Knowledge) -> bool:
    """Whether one of the answers says that this does not concern the person."""
    return any(_as_text(no) in knowledge.findings[finding].allowed_values for no in PLAIN_NOES)


def _as_text(value: FindingValue) -> str:
    return str(value).lower()


def _told(person: Person) -> dict[str, Answer]:
    return {
        "age": person.age,
        "sex_at_birth": person.sex,
        "leg_pain_side": person.side.value,
        "leg_pain_weeks": person.weeks,
        "leg_pain_intensity": person.story.course[0],
        "back_pain_intensity": max(person.story.course[0] - 2, 0),
        **person.story.findings,
    }


def _marks(person: Person) -> tuple[Mark, ...]:
    intensity = person.story.course[0]
    return tuple(
        Mark(
            region=RegionId(mark.region),
            side=person.side,
            symptom=Symptom(mark.symptom),
            intensity=intensity,
        )
        for mark in person.story.marks
    )
