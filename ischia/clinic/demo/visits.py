"""How does a session with an invented client go? Asked again, treated within the limits, measured, signed."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session, cancel_session, mark_arrived, mark_no_show, session_detail, start_session
from ischia.clinic.demo.arrival import Person, has_plain_no, plain_no
from ischia.clinic.screen.api import findings_of, latest_screening
from ischia.clinic.treat.api import Entered, is_tick_list, opened, rescreen, save_draft, session_day, sign
from ischia.knowledge.records import Instrument, InstrumentId, Knowledge
from ischia.pathway.screen.api import findings_asked_again
from ischia.pathway.shared.findings import Answer
from ischia.pathway.track.api import Visits as Days
from ischia.pathway.track.api import due, schedule

WORST = 10
MISSED, CANCELLED, SORE = 0.03, 0.03, 0.15
FILLED = "filled"
RESPONSES = (
    "Softer under the hands by the end. Got up without help.",
    "Familiar pain on pressing in the buttock, gone after a minute of holding.",
    "Breathing slower. No tingling during the work.",
    "Some tightness left below the buttock; not forced.",
    "Relaxed quickly. Stood up straighter.",
)


class Visits:
    """The sessions of one person, one after another; remembers when each measure was filled in."""

    def __init__(self, person: Person, *, knowledge: Knowledge, chance: random.Random) -> None:
        self._person = person
        self._knowledge = knowledge
        self._chance = chance
        self._filled: dict[InstrumentId, list[date]] = {}
        self._days: list[date] = []

    def happen(self, session: Session, *, always: bool = False) -> None:
        """The session takes place, unless it is missed or cancelled. `always`: this client always comes."""
        luck = 1.0 if always else self._chance.random()
        desk = Actor.system("demo")
        if luck < MISSED:
            mark_no_show(actor=desk, session=session, now=session.ends_at)
        elif luck < MISSED + CANCELLED:
            cancel_session(actor=desk, session=session, now=session.starts_at - timedelta(days=2), reason="client")
        else:
            self._treat(session)

    def _treat(self, session: Session) -> None:
        therapist = session.therapist.user
        actor = Actor.of(therapist)
        mark_arrived(actor=actor, session=session, now=session.starts_at - timedelta(minutes=4))
        start_session(actor=actor, session=session, now=session.starts_at)
        rescreen(
            actor=actor,
            therapist=therapist,
            session=session,
            changed=self._answered(session),
            knowledge=self._knowledge,
            now=session.starts_at,
        )
        now = session.ends_at + timedelta(minutes=4)
        session = session_detail(session.pk)
        entered = self._enter(opened(session).entered, session)
        save_draft(therapist=therapist, session=session, entered=entered, now=now)
        # Read again, as the next request would: a session remembers the draft that it was read with.
        session = session_detail(session.pk)
        sign(actor=actor, therapist=therapist, session=session, knowledge=self._knowledge, now=now)

    def _answered(self, session: Session) -> Mapping[str, Answer]:
        """As before, but for what the story says is new."""
        return {**self._as_before(session), **self._person.story.newly.get(session.number - 1, {})}

    def _as_before(self, session: Session) -> Mapping[str, Answer]:
        """Nothing that is asked at every visit has changed; what was not asked before does not concern this person."""
        before = latest_screening(session.course.episode)
        asked = findings_asked_again(self._knowledge) - set(findings_of(before) if before else ())
        answerable = (finding for finding in asked if has_plain_no(finding, self._knowledge))
        return {finding: plain_no(finding, self._knowledge) for finding in answerable}

    def _enter(self, draft: Entered, session: Session) -> Entered:
        at = min(session.number, len(self._person.story.course)) - 1
        return replace(
            draft,
            told=self._person.story.told[at],
            confirmed="1",
            response=self._chance.choice(RESPONSES),
            events=self._events(at),
            answers=self._answers(session, at),
            referral=self._person.story.referral if at in self._person.story.newly else draft.referral,
        )

    def _events(self, at: int) -> tuple[dict[str, str], ...]:
        story = self._person.story
        if at == story.flare_at:
            hours, pain = str(story.flare_hours), str(story.flare_pain)
            return ({"kind": "more_pain", "hours": hours, "pain_increase": pain, "is_serious": "", "note": ""},)
        if at and self._chance.random() < SORE:
            return ({"kind": "soreness", "hours": "24", "pain_increase": "0", "is_serious": "", "note": ""},)
        return ()

    def _answers(self, session: Session, at: int) -> dict[str, dict[str, str]]:
        day = session_day(session)
        self._days.append(day)
        asked = schedule(
            self._knowledge, course=None, visits=Days(days=tuple(self._days)), filled=self._filled, today=day
        )
        names = [one.instrument for one in due(asked)]
        for name in names:
            self._filled.setdefault(name, []).append(day)
        course = self._person.story.course
        return {name: answers(self._knowledge.instruments[name], course, at, self._chance) for name in names}


def answers(instrument: Instrument, course: tuple[int, ...], at: int, chance: random.Random) -> dict[str, str]:
    """What somebody whose leg pain went as `course` (0-10) enters at its place `at`, by item."""
    if instrument.id == "pgic":
        return {instrument.items[0].id: str(impression(course[0], course[at]))}
    severity = course[at] / WORST
    if is_tick_list(instrument):
        ticked = chance.sample([item.id for item in instrument.items], round(severity * 0.9 * len(instrument.items)))
        return {FILLED: "on", **dict.fromkeys(ticked, "on")}
    share = 1 - severity if instrument.better == "higher" else severity
    if instrument.id == "nprs_leg":
        return {instrument.items[0].id: str(course[at])}
    return {
        item.id: str(
            min(max(round(item.low + share * (item.high - item.low)) + chance.choice([-1, 0, 0]), item.low), item.high)
        )
        for item in instrument.items
    }


def impression(first: int, now: int) -> int:
    """The impression of change, 1 (very much better) to 7 (very much worse), that fits a change of leg pain."""
    better = (first - now) / max(first, 1)
    borders = ((0.6, 1), (0.4, 2), (0.15, 3), (-0.1, 4))
    return next((answer for border, answer in borders if better >= border), 5)


def is_past(session: Session, *, today: date) -> bool:
    """Whether the session was on a day before the day of loading."""
    return session_day(session) < today
