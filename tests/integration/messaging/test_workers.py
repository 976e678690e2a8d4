"""Several workers at once: each message and each job goes to one of them, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from ischia.clinic.messaging.api import Channel, State
from ischia.clinic.messaging.by_email import EmailCarrier
from ischia.clinic.messaging.delivering import deliver_next
from ischia.clinic.messaging.jobs import _JOBS, LONGEST, Job, put_job_in_place, run_next_job
from ischia.clinic.messaging.models import Delivery, JobState
from ischia.clinic.messaging.working import WorkerThread, work_once
from tests.support.clinic import NOW, World
from tests.support.mailing import post_office
from tests.support.messaging import write

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES, WORKERS = 24, 4


@pytest.fixture
def only_these_jobs() -> Iterator[None]:
    """The product's jobs are away while a test puts its own in place."""
    before = dict(_JOBS)
    _JOBS.clear()
    yield
    _JOBS.clear()
    _JOBS.update(before)


def at_once(act: Callable[[], None]) -> None:
    """The same in several threads that begin together."""
    barrier, failures = Barrier(WORKERS), []

    def run() -> None:
        barrier.wait()
        try:
            act()
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_every_message_is_sent_once_by_one_of_several_workers(world: World) -> None:
    for number in range(MESSAGES):
        write(world, key=str(number))
    by_worker: Counter[str] = Counter()

    def work() -> None:
        while deliver_next(now=NOW, carriers={Channel.EMAIL: EmailCarrier()}):
            by_worker[threading.current_thread().name] += 1

    with post_office() as office:
        at_once(work)

    assert len(office.ids) == len(set(office.ids)) == MESSAGES
    assert Delivery.objects.filter(state=State.SENT).count() == MESSAGES
    assert len(by_worker) > 1


def test_a_message_that_two_write_at_once_is_written_once(world: World) -> None:
    written: list[int] = []
    at_once(lambda: written.append(len(write(world, key="the same"))))
    assert sorted(written) == [0, 0, 0, 1]


def test_a_job_runs_in_one_worker_at_a_time(only_these_jobs: None) -> None:
    running, most, runs = 0, 0, 0
    lock, others_tried = threading.Lock(), Event()

    def run(now: datetime) -> int:
        nonlocal running, most, runs
        with lock:
            running, runs = running + 1, runs + 1
            most = max(most, running)
        others_tried.wait(0.5)
        with lock:
            running -= 1
        return 3

    put_job_in_place(Job(name="tests", label="Tests", every=timedelta(minutes=5), run=run))

    def work() -> None:
        run_next_job(now=NOW)

    at_once(work)
    assert (most, runs) == (1, 1)
    state = JobState.objects.get(name="tests")
    assert (state.result, state.done, state.next_at) == ("done", 3, NOW + timedelta(minutes=5))


def test_a_job_comes_round_when_it_is_due_and_not_before(only_these_jobs: None) -> None:
    runs: list[datetime] = []

    def run(now: datetime) -> int:
        runs.append(now)
        return 1

    put_job_in_place(Job(name="tests", label="Tests", every=timedelta(minutes=5), run=run))
    for minutes in (0, 1, 4, 5, 6, 10):
        run_next_job(now=NOW + timedelta(minutes=minutes))
    assert runs == [NOW, NOW + timedelta(minutes=5), NOW + timedelta(minutes=10)]


def test_a_job_that_fails_is_written_down_without_what_the_error_says_and_keeps_no_other_from_running(
    only_these_jobs: None, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(now: datetime) -> int:
        raise ValueError("ailsa@ischia.example")

    put_job_in_place(Job(name="a broken one", label="", every=timedelta(minutes=5), run=broken))
    put_job_in_place(Job(name="b sound one", label="", every=timedelta(minutes=5), run=lambda now: 7))

    assert work_once(carriers={}, clock=lambda: NOW) == 2

    state = JobState.objects.get(name="a broken one")
    assert (state.result, state.failure, state.failures_in_a_row) == ("failed", "ValueError", 1)
    assert JobState.objects.get(name="b sound one").done == 7
    assert all("ailsa" not in record.getMessage() for record in caplog.records)
    _JOBS["a broken one"] = Job(name="a broken one", label="", every=timedelta(minutes=5), run=lambda now: 0)
    run_next_job(now=NOW + timedelta(minutes=5))
    state.refresh_from_db()
    assert (state.result, state.failures_in_a_row) == ("done", 0)


def test_a_job_whose_worker_died_is_taken_up_when_its_claim_runs_out(only_these_jobs: None) -> None:
    runs: list[datetime] = []

    def run(now: datetime) -> int:
        runs.append(now)
        return 0

    put_job_in_place(Job(name="tests", label="Tests", every=timedelta(minutes=5), run=run))
    JobState.objects.create(name="tests", next_at=NOW, claim="dead", claimed_until=NOW + LONGEST)
    assert not run_next_job(now=NOW + timedelta(minutes=1))
    assert run_next_job(now=NOW + LONGEST)


def test_the_worker_beside_the_pages_starts_sends_and_stops(world: World, only_these_jobs: None) -> None:
    with post_office() as office:
        write(world, kind="booking_confirmed", now=timezone.now())
        worker = WorkerThread()
        worker.start()
        for _ in range(100):
            if Delivery.objects.filter(state=State.SENT).exists():
                break
            Event().wait(0.1)
        worker.stop()
    assert len(office.mails) == 1
    assert not worker.is_alive
