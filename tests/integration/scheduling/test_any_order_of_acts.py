"""Whatever is done to the diary, in whatever order and on both clock changes: it agrees with a diary of plain lists."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.test import TestCase
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ischia.clinic.book.api import (
    Course,
    Move,
    Session,
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
from ischia.clinic.book.models import Status
from ischia.clinic.book.waitlist.api import Offer, OfferStatus, accept_offer, advance_offers, decline_offer
from ischia.clinic.diary.api import (
    add_extra_hours,
    add_time_off,
    close,
    end_working_hours,
    free_slots,
    remove_time_off,
    reopen,
)
from ischia.clinic.places.api import Room
from ischia.pathway.book.api import Span
from tests.support.both_diaries import MINUTE, SPRING, BothDiaries, outcome_of
from tests.support.clinic import BUILDER, World
from tests.support.plain_diary import Shut, Visit
from tests.support.waiting import wait

UNTIL_SPRING = 10**6
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


class AnyOrder(BothDiaries):
    """Whatever people do and whatever happens around them, in any order."""

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
