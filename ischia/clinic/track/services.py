"""What is written when measures are filled in, or an entry turns out to be wrong?"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Episode
from ischia.clinic.track.models import MeasureEntry, MeasureError
from ischia.knowledge.records import InstrumentId, Knowledge
from ischia.pathway.shared.errors import BadInput, InputFault, Refused
from ischia.pathway.track.api import Answers, Score, score


def fill_measures(
    *,
    actor: Actor,
    episode: Episode,
    answers: Mapping[InstrumentId, Answers],
    on: date,
    knowledge: Knowledge,
    now: datetime,
    session: Session | None = None,
) -> tuple[MeasureEntry, ...]:
    """Score and keep every form, or none. The same form sent twice is kept once.

    Raises what scoring raises, and BadInput for an unknown instrument, a day to come or one before the episode.
    """
    _check_day(episode, on, now)
    scored = [(name, given, _score(name, given, on, knowledge)) for name, given in answers.items()]
    with transaction.atomic():
        entries = tuple(
            _kept_before(actor, episode, session, name, given, on)
            or MeasureEntry.objects.create(
                episode=episode,
                session=session,
                instrument=name,
                on=on,
                answers=dict(given),
                value=one.value,
                missing=list(one.missing),
                knowledge_version=knowledge.version,
                entered_by=actor.id,
                entered_as=actor.label,
                entered_at=now,
            )
            for name, given, one in scored
        )
        record(
            actor=actor,
            action="track.measures_filled",
            subject=episode,
            detail={"instruments": [str(name) for name in answers]},
        )
    return entries


def _check_day(episode: Episode, on: date, now: datetime) -> None:
    zone = episode.client.clinic.zoneinfo
    if on > now.astimezone(zone).date():
        raise BadInput((InputFault(field="on", reason=f"{on} has not come yet."),))
    if on < episode.opened_at.astimezone(zone).date():
        raise BadInput((InputFault(field="on", reason=f"{on} lies before this problem was first told of."),))


def _kept_before(
    actor: Actor, episode: Episode, session: Session | None, name: InstrumentId, given: Answers, on: date
) -> MeasureEntry | None:
    """The entry that this same form has made already, by the same person on the same day with the same answers."""
    rows = MeasureEntry.objects.filter(
        episode=episode, session=session, instrument=name, on=on, entered_by=actor.id, error__isnull=True
    )
    return next((row for row in rows if row.answers == dict(given)), None)


def _score(name: InstrumentId, given: Answers, on: date, knowledge: Knowledge) -> Score:
    instrument = knowledge.instruments.get(name)
    if instrument is None:
        raise BadInput((InputFault(field=str(name), reason="There is no such measure."),))
    return score(instrument, given, on=on)


def mark_as_error(*, actor: Actor, entry: MeasureEntry, reason: str, now: datetime) -> MeasureError:
    """Say that an entry is wrong. It stays on record and no longer counts. Refused without a reason, or twice."""
    if not reason.strip():
        raise Refused("reason_missing", "Say why this entry is wrong.", field="reason")
    with transaction.atomic():
        if MeasureError.objects.filter(entry=entry).exists():
            raise Refused("already_an_error", "This entry is already marked as wrong.")
        error = MeasureError.objects.create(entry=entry, reason=reason.strip(), marked_by=actor.id, marked_at=now)
        record(actor=actor, action="track.entry_marked_wrong", subject=entry)
    return error
