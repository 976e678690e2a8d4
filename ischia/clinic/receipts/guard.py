"""How does the database itself number receipts without a gap, and let nobody be charged or given back twice?

For every receipt or credit note that is inserted:

1. its serial is the one after the last of its clinic, kind and series. Two that are written at once have the same
   serial, and the unique key lets one of them in; what is rolled back leaves its serial to the next. As rows are never
   changed or deleted (append-only), no number is ever missing;
2. a session has at most one receipt that no credit note has taken back;
3. a credit note belongs to a receipt of the same clinic, client, session, package and currency, and all credit notes
   together never give back more than was paid; what was paid for a session is given back whole.

The same conditions as SQL for both databases, run by a migration: a trigger (on
PostgreSQL with its function).
"""

TABLE = "receipts_receipt"

_OUT_OF_STEP = """NEW.serial <> 1 + COALESCE((
    SELECT MAX(last.serial) FROM receipts_receipt AS last
    WHERE last.clinic_id = NEW.clinic_id AND last.kind = NEW.kind AND last.series = NEW.series
), 0)"""

_PAID_ALREADY = """NEW.kind = 'receipt' AND NEW.session_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM receipts_receipt AS paid WHERE paid.session_id = NEW.session_id AND paid.kind = 'receipt'
    AND NOT EXISTS (SELECT 1 FROM receipts_receipt AS credit WHERE credit.of_id = paid.id)
)"""

_OF_ANOTHER = """NEW.kind = 'credit_note' AND NOT EXISTS (
    SELECT 1 FROM receipts_receipt AS paid WHERE paid.id = NEW.of_id AND paid.kind = 'receipt'
    AND paid.clinic_id = NEW.clinic_id AND paid.client_id = NEW.client_id AND paid.currency = NEW.currency
    AND COALESCE(CAST(paid.session_id AS TEXT), '') = COALESCE(CAST(NEW.session_id AS TEXT), '')
    AND COALESCE(CAST(paid.package_id AS TEXT), '') = COALESCE(CAST(NEW.package_id AS TEXT), '')
)"""

_TOO_MUCH_BACK = """NEW.kind = 'credit_note' AND EXISTS (
    SELECT 1 FROM receipts_receipt AS paid WHERE paid.id = NEW.of_id AND (
        NEW.amount_minor + COALESCE((
            SELECT SUM(credit.amount_minor) FROM receipts_receipt AS credit WHERE credit.of_id = NEW.of_id
        ), 0) > paid.amount_minor
        OR (paid.session_id IS NOT NULL AND (NEW.amount_minor <> paid.amount_minor OR EXISTS (
            SELECT 1 FROM receipts_receipt AS credit WHERE credit.of_id = NEW.of_id
        )))
    )
)"""

RULES = (
    ("receipts: numbers follow one another without a gap", _OUT_OF_STEP),
    ("receipts: this session has a receipt already", _PAID_ALREADY),
    ("receipts: a credit note belongs to the receipt that it corrects", _OF_ANOTHER),
    ("receipts: no more is given back than was paid", _TOO_MUCH_BACK),
)


def made(vendor: str) -> list[str]:
    """The statements that set the guard up."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def dropped(vendor: str) -> list[str]:
    """The statements that take the guard away."""
    if vendor == "sqlite":
        return ["DROP TRIGGER IF EXISTS receipts_guard"]
    return [f"DROP TRIGGER IF EXISTS receipts_guard ON {TABLE}", "DROP FUNCTION IF EXISTS receipts_guard()"]


def _sqlite() -> list[str]:
    body = " ".join(f"SELECT RAISE(ABORT, '{complaint}') WHERE {broken};" for complaint, broken in RULES)
    return [f"CREATE TRIGGER receipts_guard BEFORE INSERT ON {TABLE} FOR EACH ROW BEGIN {body} END"]


def _postgresql() -> list[str]:
    body = " ".join(
        f"IF {broken} THEN RAISE EXCEPTION '{complaint}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        for complaint, broken in RULES
    )
    return [
        f"CREATE FUNCTION receipts_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$",
        f"CREATE TRIGGER receipts_guard BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION receipts_guard()",
    ]
