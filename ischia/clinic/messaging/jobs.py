"""Which work comes round by itself, and how does one worker at a time do it?

An app puts its jobs in place when the application starts. A job must be idempotent: a worker that dies leaves it half
done, and the next one begins again when the dead one's claim has run out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Q
from django.utils.functional import Promise

from ischia.clinic.messaging.models import JobState

logger = logging.getLogger(__name__)

LONGEST = timedelta(minutes=15)
"""A job that has not ended by then is taken for dead."""

DONE, FAILED = "done", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that comes round: `run(now)` does what is due and says how many. `label` is what the owner reads."""

    name: str
    label: str | Promise
    every: timedelta
    run: Callable[[datetime], int]


_JOBS: dict[str, Job] = {}


def put_job_in_place(job: Job) -> None:
    """Called once for each job, by the app that has it."""
    _JOBS[job.name] = job


def jobs() -> tuple[Job, ...]:
    """Every job, by name."""
    return tuple(_JOBS[name] for name in sorted(_JOBS))


def run_next_job(*, now: datetime) -> bool:
    """Runs the first job that is due and that nobody else runs; whether there was one."""
    states = {state.name: state for state in JobState.objects.all()}
    return any(_run(job, now) for job in jobs() if _is_free(states.get(job.name), now))


def _is_free(state: JobState | None, now: datetime) -> bool:
    """Whether the job is due and held by nobody, or by somebody who has had it for too long."""
    if state is None:
        return True
    return state.next_at <= now and (state.claimed_until is None or state.claimed_until <= now)


def _run(job: Job, now: datetime) -> bool:
    """Runs the job if this worker gets it. A job that fails is written down and comes round again."""
    mark = _claim(job, now)
    if not mark:
        return False
    try:
        done = job.run(now)
    except Exception as fault:
        # What an error says may hold personal data: its kind and the way to it are enough (ischia.config.logs).
        logger.exception("The job %s failed.", job.name)
        _end(job, mark, now, {"result": FAILED, "failure": type(fault).__name__[:80], "done": 0})
    else:
        _end(job, mark, now, {"result": DONE, "failure": "", "done": done})
    return True


def _claim(job: Job, now: datetime) -> str:
    """A mark of our own on the job's row, made by one UPDATE that only one worker can win; empty for the others."""
    JobState.objects.bulk_create([JobState(name=job.name, next_at=now)], ignore_conflicts=True)
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    mark = uuid4().hex
    won = JobState.objects.filter(free, name=job.name, next_at__lte=now).update(
        claim=mark, claimed_until=now + LONGEST, started_at=now
    )
    return mark if won else ""


def _end(job: Job, mark: str, now: datetime, outcome: dict[str, object]) -> None:
    """Write how it ended and when it comes round again, unless the claim ran out and somebody else has it."""
    in_a_row = F("failures_in_a_row") + 1 if outcome["result"] == FAILED else 0
    JobState.objects.filter(name=job.name, claim=mark).update(
        **outcome,
        failures_in_a_row=in_a_row,
        finished_at=now,
        next_at=now + job.every,
        claim="",
        claimed_until=None,
    )
