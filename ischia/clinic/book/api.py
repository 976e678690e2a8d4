"""What may other apps use of booking?"""

from ischia.clinic.book.calendar import calendar_file
from ischia.clinic.book.cancelling import cancel_sessions
from ischia.clinic.book.lengths import services_for
from ischia.clinic.book.models import ChangeKind, ChangeRequest, Course, Relocation, Session, Status, StatusRecord
from ischia.clinic.book.moving import Move, Moved, move_sessions
from ischia.clinic.book.policies import Gate, gate_for, gates_for
from ischia.clinic.book.proposing import Proposed, Wishes, propose
from ischia.clinic.book.queries import (
    course_detail,
    held_course,
    history_for,
    session_detail,
    sessions_left,
    sessions_of,
    today_for,
    upcoming_for,
)
from ischia.clinic.book.reviews import KeepsDecisions, put_in_place, review_hindrance, reviews_answered
from ischia.clinic.book.services import book_course, confirm_course, hold_course, release_hold, undo_course
from ischia.clinic.book.statuses import TRANSITIONS, can_become
from ischia.clinic.book.taken import Alternative, SlotTaken
from ischia.clinic.book.telling import tell_clients
from ischia.clinic.book.visits import (
    cancel_session,
    confirm_attendance,
    end_session,
    is_late,
    mark_arrived,
    mark_no_show,
    start_session,
    waive_lateness,
)

__all__ = [
    "TRANSITIONS",
    "Alternative",
    "ChangeKind",
    "ChangeRequest",
    "Course",
    "Gate",
    "KeepsDecisions",
    "Move",
    "Moved",
    "Proposed",
    "Relocation",
    "Session",
    "SlotTaken",
    "Status",
    "StatusRecord",
    "Wishes",
    "book_course",
    "calendar_file",
    "can_become",
    "cancel_session",
    "cancel_sessions",
    "confirm_attendance",
    "confirm_course",
    "course_detail",
    "end_session",
    "gate_for",
    "gates_for",
    "held_course",
    "history_for",
    "hold_course",
    "is_late",
    "mark_arrived",
    "mark_no_show",
    "move_sessions",
    "propose",
    "put_in_place",
    "release_hold",
    "review_hindrance",
    "reviews_answered",
    "services_for",
    "session_detail",
    "sessions_left",
    "sessions_of",
    "start_session",
    "tell_clients",
    "today_for",
    "undo_course",
    "upcoming_for",
    "waive_lateness",
]
