"""How does the database itself keep the safety gate shut, however a session row arrives?

For every session that is inserted or updated:

1. screening, clearance and client belong to the episode of the course;
2. `held` needs a screening that is clear, limits or clinician_first, and no clearance that says no;
3. `booked` and every later active status need clear or limits, or a clearance that says yes;
4. an active session takes exactly its own time: its occupancy is active, and is of the same therapist, room and client.

The same conditions as SQL for both databases, run by a migration: a trigger function on PostgreSQL, triggers on SQLite.
"""

TABLE = "book_session"

_OF_ANOTHER_EPISODE = """NOT EXISTS (
    SELECT 1 FROM book_course AS course
    JOIN people_episode AS episode ON episode.id = course.episode_id
    JOIN screen_screening AS screening ON screening.episode_id = course.episode_id
    WHERE course.id = NEW.course_id AND screening.id = NEW.screening_id AND episode.client_id = NEW.client_id
) OR (NEW.clearance_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM book_course AS course
    JOIN screen_clearance AS clearance ON clearance.episode_id = course.episode_id
    WHERE course.id = NEW.course_id AND clearance.id = NEW.clearance_id
))"""

_NOT_TO_BE_HELD = """NEW.status = 'held' AND (NOT EXISTS (
    SELECT 1 FROM screen_screening AS screening
    WHERE screening.id = NEW.screening_id AND screening.outcome IN ('clear', 'limits', 'clinician_first')
) OR EXISTS (
    SELECT 1 FROM screen_clearance AS clearance WHERE clearance.id = NEW.clearance_id AND clearance.answer = 'no'
))"""

_NOT_TO_BE_BOOKED = """NEW.status IN ('booked', 'confirmed', 'arrived', 'in_session', 'done') AND (NOT EXISTS (
    SELECT 1 FROM screen_screening AS screening
    WHERE screening.id = NEW.screening_id AND (
        screening.outcome IN ('clear', 'limits')
        OR (screening.outcome = 'clinician_first' AND EXISTS (
            SELECT 1 FROM screen_clearance AS clearance
            WHERE clearance.id = NEW.clearance_id AND clearance.answer IN ('yes', 'yes_with_limits')
        ))
    )
) OR EXISTS (
    SELECT 1 FROM screen_clearance AS clearance WHERE clearance.id = NEW.clearance_id AND clearance.answer = 'no'
))"""

_WITHOUT_ITS_TIME = """NEW.status IN ('held', 'booked', 'confirmed', 'arrived', 'in_session') AND NOT EXISTS (
    SELECT 1 FROM diary_occupancy AS taken
    WHERE taken.id = NEW.occupancy_id AND taken.state IN ('held', 'firm')
    AND (taken.state = 'firm' OR NEW.status = 'held')
    AND taken.therapist_id = NEW.therapist_id AND taken.room_id = NEW.room_id AND taken.client_id = NEW.client_id
    AND taken.client_from = NEW.starts_at AND taken.client_until = NEW.ends_at
    AND taken.therapist_from <= NEW.starts_at AND taken.therapist_until >= NEW.ends_at
    AND taken.room_from <= NEW.starts_at AND taken.room_until >= NEW.ends_at
)"""

RULES = (
    ("gate: screening, clearance and client belong to the episode of the course", _OF_ANOTHER_EPISODE),
    ("gate: the safety check does not let this session be held", _NOT_TO_BE_HELD),
    ("gate: the safety check does not let this session be booked", _NOT_TO_BE_BOOKED),
    ("diary: an active session takes its own time of therapist, room and client", _WITHOUT_ITS_TIME),
)
ACTS = ("INSERT", "UPDATE")


def made(vendor: str) -> list[str]:
    """The statements that set the guard up."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def dropped(vendor: str) -> list[str]:
    """The statements that take the guard away."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS book_guard_{act.lower()}" for act in ACTS]
    return [f"DROP TRIGGER IF EXISTS book_guard ON {TABLE}", "DROP FUNCTION IF EXISTS book_guard()"]


def _sqlite() -> list[str]:
    body = " ".join(f"SELECT RAISE(ABORT, '{complaint}') WHERE {broken};" for complaint, broken in RULES)
    return [
        f"CREATE TRIGGER book_guard_{act.lower()} BEFORE {act} ON {TABLE} FOR EACH ROW BEGIN {body} END" for act in ACTS
    ]


def _postgresql() -> list[str]:
    body = " ".join(
        f"IF {broken} THEN RAISE EXCEPTION '{complaint}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        for complaint, broken in RULES
    )
    return [
        f"CREATE FUNCTION book_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$",
        f"CREATE TRIGGER book_guard BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION book_guard()",
    ]
