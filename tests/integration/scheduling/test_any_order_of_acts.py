"""Whatever is done to the diary, in whatever order and on both clock changes: it agrees with a diary of plain lists."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser
from django.test import TestCase
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ischia.clinic.book.api import (
    Course,
    Move,
    Session,
    SlotTaken,
    book_course,
    cancel_session,
    confirm_course,
    hold_course,
    move_sessions,
    release_hold,
    undo_course,
)
from ischia.clinic.book.forms import read_slot, slot_key
from ischia.clinic.book.mapping import deep_minutes_of
from ischia.clinic.book.models import Relocation, Status, StatusRecord
from ischia.clinic.book.waitlist.api import Offer, OfferStatus, accept_offer, advance_offers, decline_offer
from ischia.clinic.diary.api import (
    Hours,
    Occupancy,
    Override,
    active,
    add_extra_hours,
    add_time_off,
    add_working_hours,
    close,
    end_working_hours,
    free_slots,
    remove_time_off,
    reopen,
    set_day_limits,
)
from ischia.clinic.places.api import Room
from ischia.pathway.book.api import Slot, Span
from ischia.pathway.shared.errors import Refused
from tests.support.booking import make_care_plan, make_screening
from tests.support.clinic import BUILDER, World, make_client, make_episode, make_therapist
from tests.support.integrity import faults
from tests.support.plain_diary import PlainDiary, Shut, Visit
from tests.support.waiting import wait

AUTUMN = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
SPRING = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)
"""Fridays at nine or ten; the clocks change on the Sunday after."""

DATES = [AUTUMN.date() + timedelta(days=number) for number in range(245)]
"""Every date that is within reach of a search."""

UNTIL_SPRING = 10**6
MINUTE = timedelta(minutes=1)
SIZE = settings(
    max_examples=15,
    stateful_step_count=45,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a failure names its steps; making them fewer takes minutes
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

EVERYTHING = (
    "held",
    "booked",
    "overridden",
    "refused",
    "refused for several reasons",
    "free times compared",
    "tried on a page",
)
"""What the runs together must have come upon."""

picks = st.integers(0, 10_000)


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


class AnyOrder(RuleBasedStateMachine):
    """The product and the plain lists, told the same things."""

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

    # What people do.

    @rule(who=picks, drawn=st.lists(picks, min_size=1, max_size=2))
    def hold(self, who: int, drawn: list[int]) -> None:
        self._hold(*self._wishes(who, drawn)[:2])

    def _hold(self, plan: Any, wishes: list[Visit]) -> None:
        services = [self._service(each) for each in wishes]
        own = self._own_holds(plan)
        expected = self.plain.in_the_way(wishes, self.now, without=own)
        course = self._try(
            lambda: hold_course(
                actor=BUILDER,
                episode=plan.episode,
                care_plan=plan,
                service=services[0],
                services=services,
                slots=[self._slot(each) for each in wishes],
                request_key=self._key(),
                now=self.now,
            ),
            expected,
        )
        if course is not None:
            self.reached["held"] += 1
            self._note(course, wishes, own)

    @rule(who=picks, drawn=st.lists(picks, min_size=1, max_size=2), by_staff=st.booleans(), reason=st.booleans())
    def book(self, who: int, drawn: list[int], by_staff: bool, reason: bool) -> None:  # noqa: FBT001 - drawn by name
        plan, wishes, services = self._wishes(who, drawn)
        own = self._own_holds(plan)
        expected = self.plain.in_the_way(wishes, self.now, without=own, by_staff=by_staff)
        lifted = by_staff and reason and "too_soon" not in set().union(*expected)
        course = self._try(
            lambda: book_course(
                actor=BUILDER,
                episode=plan.episode,
                care_plan=plan,
                service=services[0],
                services=services,
                slots=[self._slot(each) for each in wishes],
                request_key=self._key(),
                policy_version="tests",
                by_staff=by_staff,
                override_reason="Twins share the hour" if reason else "",
                now=self.now,
            ),
            expected,
            lifted=lifted,
        )
        if course is not None:
            self.reached["overridden" if any(expected) else "booked"] += 1
            self._note(course, wishes, own)
            self._only_overlaps_have_overrides(course, expected)

    @staticmethod
    def _only_overlaps_have_overrides(course: Course, expected: list[set[str]]) -> None:
        for session, kinds in zip(course.sessions.order_by("number"), expected, strict=True):
            overlaps = bool(kinds & {"therapist_busy", "client_busy", "no_room_free"})
            assert (session.occupancy.override_id is not None) == overlaps
            assert (session.occupancy.allowed_by_id is not None) == (bool(kinds) and not overlaps)

    @precondition(lambda self: Course.objects.filter(booked_at=None).exists())
    @rule(pick=picks)
    def confirm(self, pick: int) -> None:
        course = self._one_of(Course.objects.filter(booked_at=None), pick)
        rows = list(course.sessions.order_by("number"))
        mine = [self.plain.taken.get(each.occupancy_id) for each in rows]
        there = all(each is not None and each.start > self.now for each in mine)
        if there and not all(each.is_active(self.now) for each in mine if each):
            keys = [each.occupancy_id for each in rows]
            wishes = [each for each in mine if each]
            there = not any(self.plain.in_the_way(wishes, self.now, without=keys, by_staff=True))
        _, refused = outcome_of(
            lambda: confirm_course(actor=BUILDER, course=course, policy_version="tests", now=self.now)
        )
        assert refused == ("" if there else "hold_ran_out")
        if refused:
            self.reached["ran out"] += 1
            return
        self.reached["confirmed"] += 1
        for row in rows:
            self.plain.taken[row.occupancy_id] = replace(self.plain.taken[row.occupancy_id], until=None)

    @precondition(lambda self: Session.objects.filter(status=Status.HELD).exists())
    @rule(pick=picks)
    def take_what_ran_out(self, pick: int) -> None:
        """Eleven minutes on, somebody else wants what was held."""
        session = self._one_of(Session.objects.filter(status=Status.HELD), pick)
        other = next(at for at, plan in enumerate(self.plans) if plan.episode.client_id != session.client_id)
        self.now += 11 * MINUTE
        visit = self.plain.taken.get(session.occupancy_id)
        if visit is not None:
            self._hold(self.plans[other], [replace(visit, client=self.plans[other].episode.client_id, until=None)])

    @precondition(lambda self: Course.objects.exists())
    @rule(pick=picks, undo=st.booleans())
    def give_back(self, pick: int, undo: bool) -> None:  # noqa: FBT001 - drawn by name
        course = self._one_of(Course.objects.all(), pick)
        before = {each.occupancy_id: each.status for each in course.sessions.all()}
        act = undo_course if undo else release_hold
        _, refused = outcome_of(lambda: act(actor=BUILDER, course=course, now=self.now))
        if refused:
            assert undo
            assert refused in {"grace_over", "wrong_status"}
            return
        self.reached["undone" if undo else "released"] += 1
        for key, status in before.items():
            if undo or status == Status.HELD:
                self.plain.taken.pop(key, None)

    @precondition(lambda self: Session.objects.filter(status=Status.BOOKED).exists())
    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        session = self._one_of(Session.objects.filter(status=Status.BOOKED), pick)
        _, refused = outcome_of(
            lambda: cancel_session(actor=BUILDER, session=session, now=self.now, reason="client"),
            soon=lambda: self.plain.taken.pop(session.occupancy_id),
        )
        assert refused == ("already_begun" if session.starts_at <= self.now else "")
        self.reached["cancelled"] += not refused
        self._note_offers()
        if Offer.objects.filter(status=OfferStatus.OPEN).exists():
            self._answer_an_offer(accept=pick % 4 > 0)

    @precondition(lambda self: Session.objects.filter(status__in=(Status.BOOKED, Status.HELD)).exists())
    @rule(pick=picks, to=picks, by_staff=st.booleans())
    def move(self, pick: int, to: int, by_staff: bool) -> None:  # noqa: FBT001 - drawn by name
        rows = Session.objects.filter(status__in=(Status.BOOKED, Status.HELD))
        session = self._one_of(
            rows.select_related("client__clinic", "service", "course__episode__client__clinic"), pick
        )
        wish = replace(
            self._wish(to, session.client_id),
            minutes=session.service.minutes,
            deep=deep_minutes_of(session.course.care_plan, session.service),
        )
        old = session.occupancy_id
        expected = self.plain.in_the_way([wish], self.now, without=[old], by_staff=by_staff)
        moved, refused = outcome_of(
            lambda: self._try(
                lambda: move_sessions(
                    actor=BUILDER,
                    moves=[Move(session=session, slot=self._slot(wish))],
                    now=self.now,
                    request_key=self._key(),
                    by_staff=by_staff,
                ),
                expected,
            )
        )
        assert not refused or self._why_not_moved(session, wish, by_staff=by_staff)[refused]
        if moved is not None:
            self.reached["moved"] += 1
            self.plain.taken.pop(old, None)
            self._note_one(Session.objects.get(pk=session.pk), wish)
        self._note_offers()

    def _why_not_moved(self, session: Session, wish: Visit, *, by_staff: bool) -> dict[str, bool]:
        until = session.course.held_until if session.status == Status.HELD else None
        same = (str(session.therapist_id), session.starts_at) == (str(wish.therapist), wish.start)
        return {
            "already_begun": session.starts_at <= self.now,
            "hold_ran_out": until is not None and until <= self.now,
            "too_late_to_move": not by_staff and session.starts_at - self.now < timedelta(hours=24),
            "nothing_to_move": same,
            "out_of_order": not by_staff and session.course.sessions.count() > 1,
        }

    def _one_of(self, rows: Any, pick: int) -> Any:
        """One of the rows, the same in every run: keys are drawn by chance, so the order is that of making."""
        ordered = sorted(rows, key=lambda row: (len(self._request(row)), self._request(row), getattr(row, "number", 0)))
        return ordered[pick % len(ordered)]

    @staticmethod
    def _request(row: Any) -> str:
        return str(row.request_key if isinstance(row, Course) else row.course.request_key)

    # What happens around them.

    @rule(minutes=st.sampled_from([1, 1, 4, 11, 11, 61, 61, 24 * 60, UNTIL_SPRING]))
    def wait_a_while(self, minutes: int) -> None:
        self.now = max(self.now, SPRING) if minutes == UNTIL_SPRING else self.now + minutes * MINUTE

    @rule(pick=picks, what=st.sampled_from(["therapist", "clinic", "place", "room"]))
    def stay_away(self, pick: int, what: str) -> None:
        if what == "therapist":
            self._go_away(pick)
        else:
            self._shut(pick, what)

    def _go_away(self, pick: int) -> None:
        wish = self._any_visit(pick, None)
        therapist = next(each for each in self.people if each.pk == wish.therapist)
        until = wish.start + timedelta(minutes=75)
        row = add_time_off(actor=BUILDER, therapist=therapist, starts_at=wish.start, ends_at=until)
        self.plain.off[row] = (therapist.pk, wish.start, until)

    def _shut(self, pick: int, what: str) -> None:
        wish, world = self._any_visit(pick, None), self.world
        until = wish.start + 90 * MINUTE
        place = None if what == "clinic" else world.leith
        room = world.rooms[0] if what == "room" else None
        row = close(actor=BUILDER, clinic=world.clinic, starts_at=wish.start, ends_at=until, place=place, room=room)
        self.plain.shut[row] = Shut(
            start=wish.start, end=until, place=place and place.pk, room=None if room is None else room.pk
        )

    @precondition(lambda self: self.plain.shut or self.plain.off)
    @rule()
    def come_back(self) -> None:
        for row in list(self.plain.off):
            remove_time_off(actor=BUILDER, time_off=row)
        for row in list(self.plain.shut):
            reopen(actor=BUILDER, closure=row)
        self.plain.off.clear()
        self.plain.shut.clear()

    @rule(pick=picks)
    def work_more(self, pick: int) -> None:
        therapist, day = self.people[pick % 2], self.days[pick // 2 % 3]
        start, end = time(13), time(15)
        place = self.world.leith
        row, refused = outcome_of(
            lambda: add_extra_hours(actor=BUILDER, therapist=therapist, place=place, day=day, start=start, end=end)
        )
        assert refused in {"", "elsewhere_then"}
        if refused:
            return
        self.plain.work(row, therapist.pk, self.world.leith.pk, [day], start, end)

    @precondition(lambda self: any(each.day > self.now.date() for each in self.plain.worked))
    @rule(pick=picks)
    def work_less(self, pick: int) -> None:
        ahead = [each for each in self.plain.worked if each.day > self.now.date()]
        row, today = ahead[pick % len(ahead)].row, self.now.astimezone(self.plain.zone).date()
        if row.valid_until is not None and row.valid_until < today:
            return
        end_working_hours(actor=BUILDER, hours=row, last_day=today, today=today)
        self.plain.worked = [each for each in self.plain.worked if each.row is not row or each.day <= today]

    @initialize()
    def somebody_waits(self) -> None:
        self.join_the_waitlist(1)

    @rule(who=picks)
    def join_the_waitlist(self, who: int) -> None:
        _, refused = outcome_of(lambda: wait(self.plans[who % 3], at=self.now, until=date(2027, 4, 30)))
        assert refused in {"", "already_waiting"}

    @rule()
    def move_offers_on(self) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            advance_offers(clinic=self.world.clinic, now=self.now)
        self._note_offers()

    @precondition(lambda self: Offer.objects.filter(status=OfferStatus.OPEN).exists())
    @rule(accept=st.sampled_from([True, True, False]))
    def answer_an_offer(self, accept: bool) -> None:  # noqa: FBT001 - drawn by name
        self._answer_an_offer(accept=accept)

    def _answer_an_offer(self, *, accept: bool) -> None:
        offer = Offer.objects.filter(status=OfferStatus.OPEN).order_by("offered_at", "starts_at")[0]
        plan = next(each for each in self.plans if each.episode_id == offer.entry.episode_id)
        own = self._own_holds(plan)
        visit = self.plain.taken.get(offer.occupancy_id)

        def answer() -> Any:
            if accept:
                return accept_offer(actor=BUILDER, offer=offer, policy_version="tests", now=self.now)
            return decline_offer(actor=BUILDER, offer=offer, now=self.now)

        session, refused = outcome_of(answer)
        if refused == "slot_taken":
            assert visit is not None
            wish = replace(visit, client=plan.episode.client_id)
            assert any(self.plain.in_the_way([wish], self.now, without=[offer.occupancy_id, *own]))
        else:
            assert refused == ("offer_expired" if offer.expires_at <= self.now else "")
        if not refused:
            self.reached["offer accepted" if accept else "offer declined"] += 1
            self.plain.taken.pop(offer.occupancy_id, None)
            if session is not None:
                assert visit is not None
                self._note(session.course, [replace(visit, client=plan.episode.client_id)], own)
        self._note_offers()

    # What is listed is what can be booked.

    @rule(who=picks, day=st.integers(0, 2), short=st.booleans())
    def search(self, who: int, day: int, short: bool) -> None:  # noqa: FBT001 - drawn by name
        plan = self.plans[who % 3]
        world = self.world
        service = world.short if short else world.follow_up
        begin = datetime.combine(self.days[day], time(0), world.clinic.zoneinfo).astimezone(UTC)
        window = Span(begin, begin + timedelta(hours=18))
        deep = deep_minutes_of(plan, service)
        found = free_slots(
            clinic=world.clinic,
            service=service,
            now=self.now,
            window=window,
            client=plan.episode.client_id,
            deep_minutes=deep,
        )
        expected = set()
        for therapist in self.people:
            for place in (world.leith, world.stockbridge):
                wish = Visit(
                    therapist=therapist.pk,
                    place=place.pk,
                    client=plan.episode.client_id,
                    start=begin,
                    minutes=service.minutes,
                    before=service.preparation_minutes,
                    after=service.recovery_minutes,
                    deep=deep,
                )
                starts = self.plain.free(wish, window.start, window.end, self.now)
                expected |= {(str(therapist.pk), str(place.pk), start) for start in starts}
        assert {(slot.therapist, slot.place, slot.start) for slot in found} == expected
        self.reached["free times compared"] += len(expected)

    @rule(who=picks, pick=picks, listed=st.booleans())
    def hold_through_the_pages(self, who: int, pick: int, listed: bool) -> None:  # noqa: FBT001 - drawn by name
        plan, (wish,), _ = self._wishes(who, [pick])
        own = self._own_holds(plan)
        wish = replace(wish, minutes=self.world.follow_up.minutes)
        browser, address = Browser(), f"/book/{plan.episode_id}/"
        with time_machine.travel(self.now, tick=False):
            browser.force_login(plan.episode.client.user)
            if listed:
                offered = re.findall(
                    r'value="([0-9a-f-]{36}\|[^"]+)"',
                    browser.get(address, {"again": "", "sessions": "1"}).content.decode(),
                )
                if not offered:
                    return
                slot = read_slot(offered[pick % len(offered)], self.world.follow_up)
                wish = replace(wish, therapist=self._pk(slot.therapist), place=self._pk(slot.place), start=slot.start)
            expected = self.plain.in_the_way([wish], self.now, without=own)
            assert not (listed and expected[0])
            posted = {"slot-1": slot_key(self._slot(wish)), "request_key": self._key()}
            answer = browser.post(address, posted)
        assert answer.status_code == (409 if expected[0] else 302)
        self.reached["listed and held on a page" if listed else "tried on a page"] += 1
        if not expected[0]:
            self._note(Course.objects.get(request_key=posted["request_key"]), [wish], own)

    def _pk(self, text: str) -> Any:
        known = (*self.people, self.world.leith, self.world.stockbridge)
        return next(each.pk for each in known if str(each.pk) == text)

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


@pytest.fixture
def played_on(world: World) -> World:
    """The clinic with one room in Leith and no longer first visit, told to the machine."""
    world.first_visit.is_active = False
    world.first_visit.save()
    Room.objects.filter(place=world.leith).exclude(pk=world.rooms[0].pk).delete()
    AnyOrder.world, AnyOrder.reached = world, Counter()
    return world


@pytest.mark.django_db
def test_any_order_of_acts_agrees_with_a_diary_of_plain_lists(played_on: World) -> None:
    run_state_machine_as_test(AnyOrder, settings=SIZE)
    assert set(EVERYTHING) <= set(+AnyOrder.reached), AnyOrder.reached


@pytest.mark.django_db
def test_cancelled_time_goes_to_whoever_waits_and_to_nobody_else(played_on: World) -> None:
    """The one way that chance seldom finds, walked on purpose and held against the same lists."""
    machine = AnyOrder()
    machine.somebody_waits()
    for pick in range(2, 80, 2):  # even ones are of the length that is waited for
        if not machine.reached["booked"]:
            machine.book(0, [pick], by_staff=False, reason=False)
    machine.cancel(1)
    machine.the_same_time_is_taken()
    machine.everything_is_whole()
    machine.teardown()
    assert (machine.reached["booked"], machine.reached["cancelled"], machine.reached["offer accepted"]) == (1, 1, 1)
