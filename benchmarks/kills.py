"""Is anything lost or half made when processes that book are killed? 100 random SIGKILLs under load on each database.

Four processes at a time hold, confirm, book, move and cancel as fast as they can and tell what was done once the
service has returned; each is killed at a random moment. Then every told act has to stand, every row is looked at, and
the database is asked for free time and for one more booking.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from benchmarks import contention_rows
from benchmarks.contention import in_a_process_of, url_of
from benchmarks.measure import Goal, Measurement

KILLS = 100


def take(database: str) -> dict[str, float]:
    """The kills on a fresh database, and what was wrong afterwards, in words on standard output."""
    with url_of(database) as url:
        contention = contention_rows.furnished(url, processes=8)
        from tests.support.killing import Load

        load = Load(acts_of=lambda number: Person(contention, number).acts())
        load.kill(KILLS)
        wrong = [*contention_rows.faults(), *_lost(load.told), *_does_not_serve(contention)]
        done = sum(not each.startswith(("refused", "nothing")) for each in load.told)
        told = f"{load.kills} kills, told {done} acts done and {len(load.told) - done} refused"
        print(f"{database}: {told}, wrong: {wrong[:5] or 'nothing'}", flush=True)
        return {"wrong": len(wrong), "told": len(load.told), "kills": load.kills}


class Person:
    """One process: holds, confirms, moves, cancels, books at once, cancels again, and tells which row each was of."""

    def __init__(self, contention: Any, number: int) -> None:
        self.contention, self.number = contention, number
        self.course: Any = None

    def acts(self) -> list[Callable[[], str]]:
        """More of them than anybody lives to do."""
        steps = (self.hold, self.confirm, self.move, self.cancel, self.book, self.cancel)
        return [partial(self.tried, step, turn) for turn in range(200) for step in steps]

    def tried(self, step: Callable[[int], str], turn: int) -> str:
        from ischia.pathway.shared.errors import Refused

        if self.course is None and step not in (self.hold, self.book):
            return "nothing:"
        try:
            return step(turn)
        except Refused as refusal:
            return f"refused:{refusal.code}"

    def wanted(self, turn: int, kind: str) -> dict[str, Any]:
        from ischia.clinic.places.api import Service
        from ischia.clinic.plan.api import CarePlan

        plans, slots = self.contention.plans, self.contention.slots
        plan = CarePlan.objects.select_related("episode__client__clinic").get(pk=plans[self.number % len(plans)])
        first = 7 * turn + 3 * self.number
        return {
            "actor": _actor(),
            "episode": plan.episode,
            "care_plan": plan,
            "service": Service.objects.get(pk=self.contention.service),
            "slots": [slots[first % 50], slots[(first + 11) % 50]],
            "request_key": f"{self.number} {turn} {kind}",
            "now": self.contention.now,
        }

    @property
    def session(self) -> Any:
        rows = self.course.sessions.select_related("client__clinic", "service", "course__episode__client__clinic")
        return rows.order_by("number")[0]

    def hold(self, turn: int) -> str:
        from ischia.clinic.book.api import hold_course

        self.course = hold_course(**self.wanted(turn, "hold"))
        return f"held:{self.course.pk}"

    def confirm(self, _turn: int) -> str:
        from ischia.clinic.book.api import confirm_course

        confirm_course(actor=_actor(), course=self.course, policy_version="kills", now=self.contention.now)
        return f"booked:{self.course.pk}"

    def book(self, turn: int) -> str:
        from ischia.clinic.book.api import book_course

        self.course = book_course(policy_version="kills", **self.wanted(turn, "book"))
        return f"booked:{self.course.pk}"

    def move(self, turn: int) -> str:
        from ischia.clinic.book.api import Move, move_sessions

        key = f"{self.number}-{turn}-move"
        to = Move(session=self.session, slot=self.contention.slots[(7 * turn + 5 * self.number + 23) % 50])
        move_sessions(actor=_actor(), moves=[to], now=self.contention.now, request_key=key, by_staff=True)
        return f"moved:{key}"

    def cancel(self, _turn: int) -> str:
        from ischia.clinic.book.api import cancel_session

        row = self.session
        cancel_session(actor=_actor(), session=row, now=self.contention.now, reason="kills")
        return f"cancelled:{row.pk}"


def _actor() -> Any:
    from ischia.clinic.audit.api import Actor

    return Actor.system("kills")


def _lost(told: list[str]) -> Iterator[str]:
    """What was told is done and does not stand."""
    stands = {"held": _is_whole, "booked": _is_booked, "moved": _is_moved, "cancelled": _is_cancelled}
    for each in told:
        what, _, key = each.partition(":")
        if what in stands and not stands[what](key):
            yield f"lost: {each}"


VISITS = 2
"""In every course of this load."""


def _is_whole(course: str) -> bool:
    """Whether the held course is there with its visits; its times may have been given back for the next."""
    from ischia.clinic.book.api import Session

    return bool(Session.objects.filter(course=UUID(course)).count() == VISITS)


def _is_booked(course: str) -> bool:
    """Whether every visit is booked and its time firm, or was cancelled by an act of this load, and by nothing else."""
    from ischia.clinic.book.api import Course, Session, StatusRecord

    standing = Session.objects.filter(course=UUID(course), status="booked", occupancy__state="firm").count()
    meant = StatusRecord.objects.filter(
        session__course=UUID(course), status__in=("cancelled", "late_cancelled"), reason="kills"
    ).count()
    return bool(Course.objects.filter(pk=course, booked_at__isnull=False).exists() and standing + meant == VISITS)


def _is_moved(request_key: str) -> bool:
    """Whether the visit is where this move, or another of the same visit, has put it."""
    from ischia.clinic.book.api import ChangeRequest

    change = ChangeRequest.objects.filter(request_key=request_key).first()
    relocation = None if change is None else change.relocations.select_related("session__occupancy").first()
    if relocation is None:
        return False
    session = relocation.session
    there = (session.therapist_id, session.starts_at)
    put = session.relocations.values_list("to_therapist", "to_starts_at")
    return there in set(put) and there == (session.occupancy.therapist_id, session.occupancy.client_from)


def _is_cancelled(session: str) -> bool:
    """Whether the visit is cancelled now, and its time free."""
    from ischia.clinic.book.api import Session

    ended = Session.objects.filter(pk=session, status__in=("cancelled", "late_cancelled"))
    return bool(ended.filter(occupancy__state="released").exists())


def _does_not_serve(contention: Any) -> Iterator[str]:
    """Whether free time is still found and can be booked."""
    from ischia.clinic.book.api import book_course
    from ischia.clinic.diary.api import free_slots
    from ischia.clinic.places.api import Service
    from ischia.clinic.plan.api import CarePlan

    plan = CarePlan.objects.select_related("episode__client__clinic").get(pk=contention.plans[0])
    clinic, service = plan.episode.client.clinic, Service.objects.get(pk=contention.service)
    free = free_slots(clinic=clinic, service=service, now=contention.now, client=plan.episode.client_id)
    if not free:
        yield "nothing is free any more"
        return
    course = book_course(
        actor=_actor(),
        episode=plan.episode,
        care_plan=plan,
        service=service,
        slots=[free[-1]],
        request_key="after the kills",
        policy_version="kills",
        now=contention.now,
    )
    if course.booked_at is None:
        yield "nothing can be booked any more"


def _wrong(database: str) -> float:
    return in_a_process_of(take, database)["wrong"]


def measurements() -> Iterator[Measurement]:
    for database in ("SQLite", "PostgreSQL"):
        yield Measurement(
            name=f"kills on {database}: lost or half made",
            workload=f"{KILLS} random SIGKILLs of processes that hold, confirm, book, move and cancel, four at a time",
            unit="faults",
            run=partial(_wrong, database),
            goal=Goal(at_most=0),
            counted_runs=1,
            uncounted_runs=0,
        )
