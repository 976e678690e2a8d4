"""How does the database itself refuse that a therapist, a room or a client is taken twice?

One SQL text per database, run by a migration: exclusion constraints on PostgreSQL, triggers on SQLite. Active rows
(held or firm) without an override must not overlap; so only the override row lifts the rule, and only for its own
occupancy. No stretch is longer than a day, which lets every search for neighbours look one day back and no further.
"""

TABLE = "diary_occupancy"
TAKEN_BY = ("therapist", "room", "client")
ACTIVE = "'held', 'firm'"


def made(vendor: str) -> list[str]:
    """The statements that set the rule up."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def dropped(vendor: str) -> list[str]:
    """The statements that take the rule away."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite_trigger_names()]
    names = [*(f"diary_one_at_a_time_{who}" for who in TAKEN_BY), *(f"diary_within_a_day_{who}" for who in TAKEN_BY)]
    return [f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {name}" for name in names]


def _postgresql() -> list[str]:
    return [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        *(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT diary_one_at_a_time_{who} EXCLUDE USING gist "
            f"({who}_id WITH =, tstzrange({who}_from, {who}_until) WITH &&) "
            f"WHERE (state IN ({ACTIVE}) AND override_id IS NULL)"
            for who in TAKEN_BY
        ),
        *(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT diary_within_a_day_{who} "
            f"CHECK ({who}_until - {who}_from <= interval '1 day')"
            for who in TAKEN_BY
        ),
    ]


def _sqlite_trigger_names() -> list[str]:
    return [f"diary_{rule}_{act}" for rule in ("well_formed", "one_at_a_time") for act in ("insert", "update")]


def _sqlite() -> list[str]:
    return [
        *(_sqlite_trigger(f"diary_well_formed_{act.lower()}", act, _ill_formed()) for act in ("INSERT", "UPDATE")),
        *(_sqlite_trigger(f"diary_one_at_a_time_{act.lower()}", act, _overlaps()) for act in ("INSERT", "UPDATE")),
    ]


def _sqlite_trigger(name: str, act: str, body: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} FOR EACH ROW BEGIN {body} END"


def _ill_formed() -> str:
    """SQLite keeps instants as text: only one spelling compares rightly, so any other is refused."""
    instants = [f"NEW.{who}_{end}" for who in TAKEN_BY for end in ("from", "until")]
    misspelt = " OR ".join(f"datetime({each}) IS NOT {each}" for each in instants)
    too_long = " OR ".join(f"NEW.{who}_until > datetime(NEW.{who}_from, '+1 day')" for who in TAKEN_BY)
    return (
        f"SELECT RAISE(ABORT, 'diary: instants are written YYYY-MM-DD HH:MM:SS in UTC') WHERE {misspelt}; "
        f"SELECT RAISE(ABORT, 'diary: nothing is taken for longer than a day') WHERE {too_long};"
    )


def _overlaps() -> str:
    return " ".join(_OVERLAP.replace("WHO", who) for who in TAKEN_BY)


_OVERLAP = """
SELECT RAISE(ABORT, 'diary: the WHO is taken at that time')
WHERE NEW.state IN ('held', 'firm') AND NEW.override_id IS NULL AND NEW.WHO_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM diary_occupancy AS other
    WHERE other.WHO_id = NEW.WHO_id AND other.id <> NEW.id
    AND other.WHO_from < NEW.WHO_until AND other.WHO_from > datetime(NEW.WHO_from, '-1 day')
    AND other.WHO_until > NEW.WHO_from
    AND other.state IN ('held', 'firm') AND +other.override_id IS NULL
);"""
# The plus keeps SQLite from going through the unique index on override_id, where nearly every row is NULL: with it an
# insert looks at the neighbours in time, without it at the whole table.
