"""How is a file looked at before it is brought in, and then brought in whole or not at all?

A file is checked row by row and nothing is written (the dry run); the report says what each row would make or change,
or why it cannot. Bringing it in checks it again, against the clinic of that moment, in one transaction. Rows are known
by the other system's own key, so the same file a second time changes nothing twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import User
from ischia.clinic.places.api import Clinic
from ischia.clinic.transfer.forgetting import delete_old_drafts, erased_in, mark_of
from ischia.clinic.transfer.models import BroughtIn, ImportDraft, Sort
from ischia.clinic.transfer.reading import Read, rows_in
from ischia.clinic.transfer.sorts import KINDS, Bringing, Kind
from ischia.pathway.shared.errors import Refused

ERASED = "this client was erased at their own wish: leave the line out"


class Outcome(StrEnum):
    """What comes of one row."""

    MADE = "made"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One row of the report. `row` is ours that came from it before; `problems` say why it is refused."""

    read: Read
    outcome: Outcome
    row: UUID | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a file would do."""

    sort: Sort
    rows: tuple[Checked, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(row.outcome.value for row in self.rows)
        return {outcome.value: found[outcome.value] for outcome in Outcome}

    @property
    def is_good(self) -> bool:
        """Whether it can be brought in, and there is something to bring in."""
        return bool(self.rows) and not self.counts[Outcome.REFUSED]


def look_at(*, sort: Sort, text: str, bringing: Bringing) -> Report:
    """The dry run: what each row would do. Nothing is written.

    Raises:
        Refused: as `rows_in`, for a file that is no table of this sort.
    """
    kind = KINDS[sort]
    rows = rows_in(text, list(kind.columns))
    keys = Counter(row.cells["external_id"] for row in rows)
    known, erased = _known(bringing.clinic, sort), erased_in(bringing.clinic, sort)
    gone = {external_id for external_id, row in known.items() if row in erased}
    return Report(sort=sort, rows=tuple(_checked(kind, row, keys, known, gone, bringing) for row in rows))


def _known(clinic: Clinic, sort: Sort) -> dict[str, UUID]:
    return dict(BroughtIn.objects.filter(clinic=clinic, sort=sort).values_list("external_id", "row_id"))


def _checked(
    kind: Kind, read: Read, keys: Counter[str], known: Mapping[str, UUID], gone: AbstractSet[str], bringing: Bringing
) -> Checked:
    problems = _problems(kind, read, keys, gone, bringing)
    row = known.get(read.cells["external_id"])
    if problems:
        return Checked(read=read, outcome=Outcome.REFUSED, row=row, problems=tuple(problems))
    if row is None:
        return Checked(read=read, outcome=Outcome.MADE, row=None)
    is_same = kind.present(row, read.cells, bringing)
    return Checked(read=read, outcome=Outcome.SAME if is_same else Outcome.CHANGED, row=row)


def _problems(kind: Kind, read: Read, keys: Counter[str], gone: AbstractSet[str], bringing: Bringing) -> Sequence[str]:
    if "" in read.cells:
        return ["the line has more cells than the first line has names"]
    if gone and {read.cells["external_id"], mark_of(read.cells["external_id"])} & gone:
        return [ERASED]
    twice = keys[read.cells["external_id"]] > 1 and bool(read.cells["external_id"])
    return [*(["external_id stands in the file twice"] if twice else []), *kind.check(read.cells, bringing)]


def keep_draft(*, clinic: Clinic, user: User, sort: Sort, text: str, now: datetime) -> ImportDraft:
    """Keeps a file that was looked at, for its owner alone; what was left lying for a day is deleted."""
    with transaction.atomic():
        delete_old_drafts(now)
        ImportDraft.objects.filter(clinic=clinic, user=user).delete()
        return ImportDraft.objects.create(clinic=clinic, user=user, sort=sort, content=text, at=now)


def bring_in(*, actor: Actor, draft: ImportDraft, now: datetime) -> Report:
    """Brings the whole file in, or nothing of it, and forgets the file.

    Raises:
        Refused: `not_all_good` (a row cannot be brought in), `row_refused` (a service refused one, by its number), as
            `look_at`.
    """
    bringing = Bringing(actor=actor, clinic=draft.clinic, now=now)
    sort = Sort(draft.sort)
    with transaction.atomic():
        Clinic.objects.select_for_update(no_key=True).get(pk=draft.clinic_id)
        report = look_at(sort=sort, text=draft.content, bringing=bringing)
        if not report.is_good:
            raise Refused("not_all_good", "Some rows cannot be brought in, so nothing was. See the report.")
        for checked in report.rows:
            _bring(checked, sort, bringing)
        draft.delete()
        record(actor=actor, action="transfer.brought_in", subject=draft.clinic, detail={"sort": sort, **report.counts})
    return report


def _bring(checked: Checked, sort: Sort, bringing: Bringing) -> None:
    if checked.outcome is Outcome.SAME:
        return
    cells = checked.read.cells
    try:
        row = KINDS[sort].bring_in(checked.row, cells, bringing)
    except Refused as refusal:
        said = f"Row {checked.read.number}: {refusal.message} Nothing was brought in."
        raise Refused("row_refused", said) from refusal
    if checked.row is None:
        BroughtIn.objects.create(
            clinic=bringing.clinic, sort=sort, external_id=cells["external_id"], row_id=row, at=bringing.now
        )
