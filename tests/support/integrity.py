"""Is everything that was booked whole, once, and accounted for? A slow look at every row.

`faults()` names everything that is wrong with what the database holds about scheduling; an empty list is what every
test of scheduling ends with, whatever happened before: races, kills, moves, overrides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from ischia.clinic.audit.models import Event
from ischia.clinic.book.api import ChangeRequest, Course, Relocation, Session, StatusRecord
from ischia.clinic.book.models import ChangeKind, Status
from ischia.clinic.book.statuses import TRANSITIONS
from ischia.clinic.book.waitlist.api import Offer, OfferStatus
from ischia.clinic.diary.api import Occupancy, OccupancyState, Override

ACTIVE = (OccupancyState.HELD, OccupancyState.FIRM)
NEEDS_FIRM_TIME = (Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SESSION, Status.DONE)
GAVE_TIME_BACK = (Status.CANCELLED, Status.LATE_CANCELLED)


def faults() -> list[str]:
    """Everything that is wrong, in words; empty when nothing is."""
    occupancies = {row.pk: row for row in Occupancy.objects.all()}
    sessions = list(Session.objects.order_by("course", "number"))
    return [
        *_overlaps(occupancies.values()),
        *_half_courses(sessions),
        *_wrong_times(sessions, occupancies),
        *_wrong_statuses(sessions),
        *_nobodys(sessions, occupancies),
        *_half_changes(),
        *_wrong_overrides(occupancies.values()),
    ]


def _overlaps(occupancies: Iterable[Occupancy]) -> Iterator[str]:
    """Two active stretches of one therapist, room or client that meet and of which neither has an override."""
    counted = [row for row in occupancies if row.state in ACTIVE and row.override_id is None]
    for who in ("therapist", "room", "client"):
        by_owner: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
        for row in counted:
            owner = getattr(row, f"{who}_id")
            if owner is not None:
                by_owner[owner].append((getattr(row, f"{who}_from"), getattr(row, f"{who}_until")))
        for owner, spans in by_owner.items():
            spans.sort()
            for (_, until), (begin, _) in pairwise(spans):
                if begin < until:
                    yield f"{who} {owner} is taken twice at {begin:%Y-%m-%d %H:%M}"


def _half_courses(sessions: Sequence[Session]) -> Iterator[str]:
    """Courses without all their sessions, or without the audit row that says how many there are."""
    numbers: dict[Any, list[int]] = defaultdict(list)
    for session in sessions:
        numbers[session.course_id].append(session.number)
    told: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for event in Event.objects.filter(subject_type="book.course", action__in=("book.held", "book.booked")):
        told[event.subject_id][event.action].append(event.detail["sessions"])
    for course in Course.objects.all():
        count, acts = len(numbers[course.pk]), told[str(course.pk)]
        if not count or numbers[course.pk] != list(range(1, count + 1)):
            yield f"course {course.pk} has sessions {numbers[course.pk]}"
        if any(each != [count] for each in acts.values()) or not acts:
            yield f"course {course.pk} of {count} is in the audit trail as {dict(acts)}"
        if (course.booked_at is not None) != ("book.booked" in acts):
            yield f"course {course.pk} is booked in one place and not in another"
    if strangers := told.keys() - {str(key) for key in Course.objects.values_list("pk", flat=True)}:
        yield f"the audit trail tells of courses that are not there: {sorted(strangers)}"


def _wrong_times(sessions: Sequence[Session], occupancies: dict[Any, Occupancy]) -> Iterator[str]:
    """Sessions whose time is not taken, taken for somebody else, or still taken after they gave it back."""
    for session in sessions:
        taken = occupancies[session.occupancy_id]
        if session.status in NEEDS_FIRM_TIME and taken.state != OccupancyState.FIRM:
            yield f"session {session.pk} is {session.status} and its time {taken.state}"
        if session.status in GAVE_TIME_BACK and taken.state != OccupancyState.RELEASED:
            yield f"session {session.pk} is {session.status} and its time {taken.state}"
        if session.status == Status.HELD and taken.state == OccupancyState.FIRM:
            yield f"session {session.pk} is only held and its time firm"
        theirs = (session.therapist_id, session.room_id, session.client_id, session.starts_at, session.ends_at)
        if theirs != (taken.therapist_id, taken.room_id, taken.client_id, taken.client_from, taken.client_until):
            yield f"session {session.pk} and its time are not of the same people at the same time"


def _wrong_statuses(sessions: Sequence[Session]) -> Iterator[str]:
    """Sessions whose records do not lead, step by step as the state machine knows, to the status they have."""
    records: dict[Any, list[StatusRecord]] = defaultdict(list)
    for record in StatusRecord.objects.order_by("at"):
        records[record.session_id].append(record)
    for session in sessions:
        statuses = [(record.at, Status(record.status)) for record in records[session.pk]]
        if not _leads_to(Status(session.status), None, statuses):
            yield f"session {session.pk} is {session.status}, its records say {[str(each) for _, each in statuses]}"


def _leads_to(end: Status, now: Status | None, ahead: list[tuple[Any, Status]]) -> bool:
    """Whether the records can be read as a way to `end`; those of one moment in any order."""
    if not ahead:
        return now == end
    first = ahead[0][0]
    for at, (moment, status) in enumerate(ahead):
        if moment != first:
            break
        possible = status in (Status.HELD, Status.BOOKED) if now is None else status in TRANSITIONS[now]
        if possible and _leads_to(end, status, ahead[:at] + ahead[at + 1 :]):
            return True
    return False


def _nobodys(sessions: Sequence[Session], occupancies: dict[Any, Occupancy]) -> Iterator[str]:
    """Time that is taken for no session and no offer."""
    of_somebody = {session.occupancy_id for session in sessions}
    of_somebody |= set(Offer.objects.filter(status=OfferStatus.OPEN).values_list("occupancy", flat=True))
    for key, taken in occupancies.items():
        if taken.state in ACTIVE and key not in of_somebody:
            yield f"time of nobody is {taken.state} from {taken.therapist_from:%Y-%m-%d %H:%M}"


def _half_changes() -> Iterator[str]:
    """Moves and cancellations without their relocations or their audit row."""
    moved = Counter(Relocation.objects.values_list("change", flat=True))
    acts = Event.objects.filter(subject_type="book.changerequest", action__in=("book.moved", "book.cancelled"))
    told = Counter(acts.values_list("subject_id", flat=True))
    for change in ChangeRequest.objects.all():
        if change.kind == ChangeKind.MOVED and moved[change.pk] != len(change.asked):
            yield f"a move of {len(change.asked)} moved {moved[change.pk]}"
        if told[str(change.pk)] != 1:
            yield f"a change is {told[str(change.pk)]} times in the audit trail"


def _wrong_overrides(occupancies: Iterable[Occupancy]) -> Iterator[str]:
    """Overrides that let more or less than one occupancy through."""
    used = Counter(key for row in occupancies for key in (row.override_id, row.allowed_by_id) if key is not None)
    for override in Override.objects.all():
        if used[override.pk] != 1:
            yield f"override {override.pk} lets {used[override.pk]} through"
