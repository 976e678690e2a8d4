"""How does the database itself mark free time that no longer holds, whichever way a row arrives?

One SQL text per database, run by a migration. A mark names a therapist or a room and a block of days; for weekly hours
and closures, and for absences longer than a block, every block. Marks are only ever added by writers: on PostgreSQL
nobody waits for anybody; on SQLite, where one writes at a time anyhow, a mark takes the place of the one before it.
"""

from collections.abc import Iterable

from ischia.clinic.diary.availability_packing import BLOCK, DAY, EVERY_BLOCK

ACTS = ("insert", "update", "delete")
TABLES = ("diary_occupancy", "diary_timeoff", "diary_workinghours", "diary_closure")


def made(vendor: str) -> list[str]:
    """The statements that set the triggers up."""
    if vendor == "sqlite":
        return [_sqlite(table, act) for table in TABLES for act in ACTS]
    return [
        _POSTGRESQL_MARK.format(day=DAY, block=BLOCK, every=EVERY_BLOCK),
        _POSTGRESQL_MARK_FOR_GOOD.format(every=EVERY_BLOCK),
        *(statement for table in TABLES for statement in _postgresql(table)),
    ]


def dropped(vendor: str) -> list[str]:
    """The statements that take them away."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_marks_{act}" for table in TABLES for act in ACTS]
    return [
        *(f"DROP TRIGGER IF EXISTS {table}_marks ON {table}" for table in TABLES),
        *(f"DROP FUNCTION IF EXISTS {table}_marks()" for table in TABLES),
        "DROP FUNCTION IF EXISTS diary_mark(uuid, timestamptz, timestamptz)",
        "DROP FUNCTION IF EXISTS diary_mark_for_good(uuid)",
    ]


def _sqlite(table: str, act: str) -> str:
    rows = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}[act]
    marks = " UNION ".join(mark for row in rows for mark in _sqlite_marks(table, row))
    return _SQLITE.format(table=table, act=act, marks=marks)


_SQLITE = """
CREATE TRIGGER {table}_marks_{act} AFTER {act} ON {table} FOR EACH ROW BEGIN
    DELETE FROM diary_availabilitymark WHERE (owner, block) IN ({marks});
    INSERT INTO diary_availabilitymark (owner, block) {marks};
END"""


def _sqlite_marks(table: str, row: str) -> Iterable[str]:
    if table == "diary_occupancy":
        for who in ("therapist", "room"):
            for block in (_sqlite_block(f"{row}.{who}_from", -DAY), _sqlite_block(f"{row}.{who}_until", DAY)):
                yield f"SELECT {row}.{who}_id, {block} WHERE {row}.state = 'firm'"
    elif table == "diary_timeoff":
        first, last = _sqlite_block(f"{row}.starts_at", -DAY), _sqlite_block(f"{row}.ends_at", DAY)
        yield f"SELECT {row}.therapist_id, {first}"
        yield f"SELECT {row}.therapist_id, {last}"
        yield f"SELECT {row}.therapist_id, {EVERY_BLOCK} WHERE {last} - {first} > 1"
    else:
        owner = "therapist_id" if table == "diary_workinghours" else "clinic_id"
        yield f"SELECT {row}.{owner}, {EVERY_BLOCK}"


def _sqlite_block(instant: str, minutes: int) -> str:
    """The block that holds a moment so many minutes after an instant; every block if it cannot be read."""
    return f"COALESCE((CAST(strftime('%s', {instant}) AS INTEGER) / 60 + {minutes}) / {BLOCK}, {EVERY_BLOCK})"


_POSTGRESQL_MARK = """
CREATE FUNCTION diary_mark(whose uuid, since timestamptz, until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first integer := floor((extract(epoch FROM since) / 60 - {day}) / {block});
    last integer := floor((extract(epoch FROM until) / 60 + {day}) / {block});
BEGIN
    INSERT INTO diary_availabilitymark (owner, block)
    SELECT whose, first UNION SELECT whose, last UNION SELECT whose, {every} WHERE last - first > 1;
END $$"""

_POSTGRESQL_MARK_FOR_GOOD = """
CREATE FUNCTION diary_mark_for_good(whose uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO diary_availabilitymark (owner, block) VALUES (whose, {every});
$$"""


def _postgresql(table: str) -> Iterable[str]:
    old, new = (" ".join(_postgresql_marks(table, row)) for row in ("OLD", "NEW"))
    yield (
        f"CREATE FUNCTION {table}_marks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {old} END IF; IF TG_OP <> 'DELETE' THEN {new} END IF; RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_marks AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_marks()"
    )


def _postgresql_marks(table: str, row: str) -> Iterable[str]:
    if table == "diary_occupancy":
        marks = " ".join(
            f"PERFORM diary_mark({row}.{who}_id, {row}.{who}_from, {row}.{who}_until);" for who in ("therapist", "room")
        )
        yield f"IF {row}.state = 'firm' THEN {marks} END IF;"
    elif table == "diary_timeoff":
        yield f"PERFORM diary_mark({row}.therapist_id, {row}.starts_at, {row}.ends_at);"
    else:
        owner = "therapist_id" if table == "diary_workinghours" else "clinic_id"
        yield f"PERFORM diary_mark_for_good({row}.{owner});"
