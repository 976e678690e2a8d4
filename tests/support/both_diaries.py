"""How are the product and a diary of plain lists told the same things, and held against each other?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.test import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant

from ischia.clinic.book.api import Course, Session, SlotTaken
from ischia.clinic.book.mapping import deep_minutes_of
from ischia.clinic.book.models import Relocation, Status, StatusRecord
from ischia.clinic.book.waitlist.api import Offer, OfferStatus
from ischia.clinic.diary.api import Hours, Occupancy, Override, active, add_working_hours, set_day_limits
from ischia.pathway.book.api import Slot
from ischia.pathway.shared.errors import Refused
from tests.support.booking import make_care_plan, make_screening
from tests.support.clinic import BUILDER, World, make_client, make_episode, make_therapist
from tests.support.integrity import faults
from tests.support.plain_diary import PlainDiary, Visit

AUTUMN = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
SPRING = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)
"""Fridays at nine or ten; the clocks change on the Sunday after."""

DATES = [AUTUMN.date() + timedelta(days=number) for number in range(245)]
"""Every date that is within reach of a search."""

MINUTE = timedelta(minutes=1)


def weekend(begin: datetime) -> tuple[date, date, date]:
    """Saturday, the Sunday on which the clocks change, and Monday."""
    return tuple((begin + timedelta(days=days)).date() for days in (1, 2, 3))  # type: ignore[return-value]  # three


def outcome_of(act: Callable[[], Any], *, soon: Callable[[], Any] = lambda: None) -> tuple[Any, str]:
    """What an act gave and "", or None and the code of its refusal. `soon` is done before what follows its commit."""
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            done = act()
            soon()
    except Refused as refusal:
        return None, refusal.code
    return done, ""


class BothDiaries(RuleBasedStateMachine):
    """The product and the plain lists, told the same things; a subclass says what is done to them."""

    world: World
    reached: Counter[str]
    """How often each thing came about in all runs: a run in which nothing happens proves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.now = AUTUMN
        self.keys = 0
        self.remembered: dict[str, dict[Any, Any]] = {}
        self.people = [self.world.callum, make_therapist(self.world.clinic, name="Ewan Kerr", skills=None)]
        self._furnish()

    def _furnish(self) -> None:
        world = self.world
        clients = [world.ailsa, world.bram, make_client(world.clinic, name="Catriona Weir")]
        self.plans = []
        for client in clients:
            episode = make_episode(client)
            make_screening(episode, at=AUTUMN - timedelta(hours=1))
            self.plans.append(make_care_plan(episode, sessions=50, review_by_day=365))
        callum, ewan = self.people
        self.plain = PlainDiary(
            zone=world.clinic.zoneinfo,
            notice=timedelta(minutes=world.clinic.notice_minutes),
            horizon=timedelta(days=world.clinic.horizon_days),
            rooms={world.leith.pk: [world.rooms[0].pk], world.stockbridge.pk: [each.pk for each in world.rooms[3:]]},
            most_sessions={callum.pk: 3},
            most_deep={ewan.pk: 25},
        )
        set_day_limits(actor=BUILDER, therapist=callum, sessions_a_day=3, deep_minutes_a_day=None)
        set_day_limits(actor=BUILDER, therapist=ewan, sessions_a_day=None, deep_minutes_a_day=25)
        night, morning = (time(0, 30), time(4)), (time(9), time(12))
        for therapist, place, weekday, (start, end) in (
            (callum, world.leith, 5, morning),
            (callum, world.leith, 6, night),
            (callum, world.leith, 0, morning),
            (ewan, world.stockbridge, 5, morning),
            (ewan, world.leith, 6, night),
            (ewan, world.leith, 0, morning),
        ):
            hours = [Hours(weekday=weekday, start=start, end=end)]
            (row,) = add_working_hours(actor=BUILDER, therapist=therapist, place=place, hours=hours)
            self.plain.work(row, therapist.pk, place.pk, [day for day in DATES if day.weekday() == weekday], start, end)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    # What is drawn becomes what is wished for.

    @property
    def days(self) -> tuple[date, date, date]:
        return weekend(AUTUMN if self.now < SPRING - timedelta(days=2) else SPRING)

    def _wish(self, pick: int, client: Any) -> Visit:
        """Some visit of one of the three days; two of three can be had if anything can, the others are as they come."""
        wish = self._any_visit(pick, client)
        free = [] if pick % 3 == 0 else self._free_like(wish)
        return replace(wish, start=free[pick // 3 % len(free)]) if free else wish

    def _free_like(self, wish: Visit) -> list[datetime]:
        """When the same therapist could be had at the same place on one of the three days."""
        begin = datetime.combine(self.days[0], time(8), UTC)
        return self.plain.free(wish, begin, begin + timedelta(hours=53), self.now)

    def _any_visit(self, pick: int, client: Any) -> Visit:
        """Rarely off the grid; on Sunday from before one until after four."""
        world = self.world
        service = (world.follow_up, world.short)[pick % 2]
        therapist = self.people[pick // 2 % 2]
        place = (world.leith, world.leith, world.stockbridge)[pick // 4 % 3]
        day = self.days[pick // 12 % 3]
        begin = time(0) if day.weekday() == 6 else time(8, 30)
        start = datetime.combine(day, begin, world.clinic.zoneinfo).astimezone(UTC)
        start += (pick // 36 % 17) * 15 * MINUTE + (5 * MINUTE if pick // 612 % 9 == 8 else timedelta(0))
        return Visit(
            therapist=therapist.pk,
            place=place.pk,
            client=client,
            start=start,
            minutes=service.minutes,
            before=service.preparation_minutes,
            after=service.recovery_minutes,
            deep=0,
        )

    def _wishes(self, who: int, drawn: list[int]) -> tuple[Any, list[Visit], list[Any]]:
        plan = self.plans[who % len(self.plans)]
        found = sorted((self._wish(pick, plan.episode.client_id) for pick in drawn), key=lambda each: each.start)
        services = [self._service(each) for each in found]
        wishes = [replace(each, deep=deep_minutes_of(plan, self._service(each))) for each in found]
        return plan, wishes, services

    def _service(self, visit: Visit) -> Any:
        return self.world.follow_up if visit.minutes == self.world.follow_up.minutes else self.world.short

    @staticmethod
    def _slot(visit: Visit) -> Slot:
        return Slot(therapist=str(visit.therapist), place=str(visit.place), start=visit.start, end=visit.end)

    def _key(self) -> str:
        self.keys += 1
        return f"request {self.keys}"

    # What the product did is written into the plain lists.

    def _try(self, act: Callable[[], Any], expected: list[set[str]], *, lifted: bool = False) -> Any:
        """Does it; None when times were refused, for all the reasons that the plain lists know and no others."""
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                done = act()
        except SlotTaken as taken:
            told: list[set[str]] = [set() for _ in expected]
            for conflict in taken.conflicts:
                told[conflict.index].add(str(conflict.kind))
            assert told == expected
            self.reached["refused"] += 1
            self.reached["refused for several reasons"] += any(len(each) > 1 for each in told)
            return None
        assert lifted or not any(expected), f"{expected} stood in the way and it was done"
        return done

    def _own_holds(self, plan: Any) -> list[Any]:
        rows = Session.objects.filter(course__episode=plan.episode, status=Status.HELD)
        return list(rows.values_list("occupancy", flat=True))

    def _note(self, course: Course, wishes: list[Visit], gone: list[Any]) -> None:
        for key in gone:
            self.plain.taken.pop(key, None)
        for session, wish in zip(course.sessions.order_by("number"), wishes, strict=True):
            self._note_one(session, wish)

    def _note_one(self, session: Session, wish: Visit) -> None:
        occupancy = session.occupancy
        until = occupancy.expires_at
        taken = replace(wish, room=occupancy.room_id, until=until, alone=occupancy.override_id is None)
        self.plain.take(occupancy.pk, taken, self.now)

    def _note_offers(self) -> None:
        """Offers come and go by themselves; an offered time must have been free for whoever it was offered to."""
        standing = {each.occupancy_id: each for each in Offer.objects.filter(status=OfferStatus.OPEN)}
        ended = Offer.objects.exclude(status=OfferStatus.OPEN)
        for key in ended.exclude(status=OfferStatus.ACCEPTED).values_list("occupancy", flat=True):
            self.plain.taken.pop(key, None)
        for key, offer in standing.items():
            held = offer.occupancy
            if key in self.plain.taken or not Occupancy.objects.filter(active(self.now), pk=key).exists():
                continue
            wish = Visit(
                therapist=held.therapist_id,
                place=offer.freed.place_id,
                start=held.client_from,
                minutes=int((held.client_until - held.client_from) / MINUTE),
                before=5,
                after=10,
                deep=held.deep_minutes,
            )
            assert self.plain.in_the_way([wish], self.now) == [set()]
            self.plain.take(key, replace(wish, room=held.room_id, until=held.expires_at), self.now)

    def _one_of(self, rows: Any, pick: int) -> Any:
        """One of the rows, the same in every run: keys are drawn by chance, so the order is that of making."""
        ordered = sorted(rows, key=lambda row: (len(self._request(row)), self._request(row), getattr(row, "number", 0)))
        return ordered[pick % len(ordered)]

    @staticmethod
    def _request(row: Any) -> str:
        return str(row.request_key if isinstance(row, Course) else row.course.request_key)

    # What always holds.

    @invariant()
    def the_same_time_is_taken(self) -> None:
        rows = Occupancy.objects.filter(active(self.now))
        kept = {
            row.pk: (row.therapist_id, row.room_id, row.client_id, row.client_from, row.client_until) for row in rows
        }
        plain = {
            key: (each.therapist, each.room, each.client, each.start, each.end)
            for key, each in self.plain.taken.items()
            if each.is_active(self.now)
        }
        assert kept == plain

    @invariant()
    def everything_is_whole(self) -> None:
        assert faults() == []

    @invariant()
    def no_day_holds_more_than_it_may_but_by_a_record(self) -> None:
        allowed = set(Occupancy.objects.exclude(override=None, allowed_by=None).values_list("pk", flat=True))
        for therapist, most in self.plain.most_sessions.items():
            days: dict[date, int] = {}
            for key, each in self.plain.taken.items():
                if each.therapist == therapist and each.is_active(self.now) and key not in allowed:
                    days[self.plain.day_of(each)] = days.get(self.plain.day_of(each), 0) + 1
            assert all(count <= most for count in days.values())

    @invariant()
    def what_was_written_once_stays(self) -> None:
        for model in (StatusRecord, Override, Relocation):
            rows = {row["id"]: row for row in model._default_manager.values()}
            known = self.remembered.get(model.__name__, {})
            assert {key: rows.get(key) for key in known} == known
            self.remembered[model.__name__] = rows
