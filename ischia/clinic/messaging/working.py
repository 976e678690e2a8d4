"""What does a worker do all day? Jobs that are due, messages that are due, and a short rest."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from django.db import close_old_connections, connections
from django.utils import timezone

from ischia.clinic.messaging.carriers import Carriers, carriers_here
from ischia.clinic.messaging.delivering import deliver_next
from ischia.clinic.messaging.jobs import run_next_job

logger = logging.getLogger(__name__)

REST_SECONDS = 2.0
REST_AFTER_A_FAULT_SECONDS = 15.0
AT_ONCE = 100
"""So much of each a round does at most, so that a worker that is to stop notices."""

Clock = Callable[[], datetime]


def work_once(*, carriers: Carriers, clock: Clock = timezone.now, stop: Event | None = None) -> int:
    """Everything that is due now, or as much as a round takes; how much that was."""
    done = _while(lambda: run_next_job(now=clock()), stop)
    return done + _while(lambda: deliver_next(now=clock(), carriers=carriers), stop)


def _while(act: Callable[[], bool], stop: Event | None) -> int:
    count = 0
    while count < AT_ONCE and not (stop and stop.is_set()) and act():
        count += 1
    return count


def work_until(stop: Event) -> None:
    """Round after round until told to stop; a database that is away is waited for."""
    carriers = carriers_here()
    while not stop.is_set():
        close_old_connections()
        try:
            busy = work_once(carriers=carriers, stop=stop)
            rest = 0.0 if busy else REST_SECONDS
        except Exception:
            # Nothing that goes wrong may end the worker: what it was doing is taken up again when its claim runs out.
            logger.exception("The worker could not go on; it tries again.")
            rest = REST_AFTER_A_FAULT_SECONDS
        stop.wait(rest)
    connections.close_all()


class WorkerThread:
    """A worker beside the pages of the same process: `ischia serve` starts one."""

    def __init__(self) -> None:
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begins in this process: a thread does not go along when a process splits."""
        self._stop = Event()
        self._thread = Thread(target=work_until, args=(self._stop,), name="ischia-worker", daemon=True)
        self._thread.start()

    def stop(self, *, patience: float = 8.0) -> None:
        """Tells it to stop and waits for what it is doing, for so many seconds at most. Nothing where none began."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(patience)

    @property
    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()
