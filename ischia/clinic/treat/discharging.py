"""What does a discharge note say, and how is it signed? Sessions, progress, reason, referrals, what to go on with.

It is composed from what is on record; the therapist corrects it and signs it once. Letters to the client and to
clinicians use its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.api import Episode, User
from ischia.clinic.treat.mapping import record_of
from ischia.clinic.treat.measures import keeper
from ischia.clinic.treat.models import DischargeNote, DischargeReason, Ending, SessionRecord
from ischia.clinic.treat.policies import check_can_write_care
from ischia.clinic.treat.queries import records_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.shared.errors import BadInput, InputFault, Refused

PARTS = ("sessions", "progress", "why", "referrals", "advice")
NEEDED = ("sessions", "progress", "why")
"""The parts that a note cannot be without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeText:
    """The note as it would be signed. `reason` is a `DischargeReason`, or empty while nobody has chosen."""

    sessions: str
    progress: str
    why: str
    referrals: str
    advice: str
    reason: str = ""


def discharge_note_of(episode: Episode) -> DischargeNote | None:
    """The signed discharge note of the episode, if there is one."""
    return DischargeNote.objects.filter(episode=episode).first()


def composed_discharge(episode: Episode, knowledge: Knowledge) -> DischargeText:
    """The note as the record says it. Refused (`no_session`) before a session was signed."""
    rows = tuple(records_of(episode).select_related("session__course__episode", "session__client__clinic"))
    if not rows:
        raise Refused("no_session", _("A discharge note is written once a session has been signed."))
    last = record_of(rows[-1])
    headline, scores = keeper().measured(rows[-1].session).says(last, knowledge=knowledge)
    return DischargeText(
        sessions=_sessions(rows, knowledge),
        progress="\n".join(line for line in (headline, *scores) if line),
        why="",
        referrals="\n".join(row.referral for row in rows if row.referral),
        advice=last.home_advice,
    )


def _sessions(rows: Sequence[SessionRecord], knowledge: Knowledge) -> str:
    done = [row for row in rows if row.ending == Ending.DONE]
    if not done:
        return _("No massage was given.")
    said = ngettext(
        "%(count)d session, on %(first)s, by %(who)s.",
        "%(count)d sessions, %(first)s to %(last)s, by %(who)s.",
        len(done),
    ) % {
        "count": len(done),
        "first": date_format(done[0].on, "j F Y"),
        "last": date_format(done[-1].on, "j F Y"),
        "who": ", ".join(dict.fromkeys(row.signed_name for row in done)),
    }
    used = dict.fromkeys(work.technique for row in done for work in record_of(row).work)
    labels = [knowledge.techniques[name].label for name in used if name in knowledge.techniques]
    return f"{said}\n{_('Given: %s.') % ', '.join(labels)}" if labels else said


def text_from_post(posted: Mapping[str, str]) -> DischargeText:
    """What the page sent, word for word."""
    return DischargeText(
        reason=posted.get("reason", ""),
        **{name: posted.get(name, "").replace("\r\n", "\n").strip() for name in PARTS},
    )


def sign_discharge(
    *, actor: Actor, therapist: User, episode: Episode, text: DischargeText, knowledge: Knowledge, now: datetime
) -> DischargeNote:
    """Sign the note, once for an episode. It closes nothing by itself: what comes next is decided in `decide`.

    Refused to anybody but the client's therapists, before a signed session (`no_session`), and twice
    (`already_discharged`). Raises BadInput naming every part that is missing.
    """
    check_can_write_care(therapist, episode.client)
    _check_whole(text)
    if not records_of(episode).exists():
        raise Refused("no_session", _("A discharge note is written once a session has been signed."))
    try:
        with transaction.atomic():
            note = DischargeNote.objects.create(
                episode=episode,
                reason=text.reason,
                **{name: getattr(text, name) for name in PARTS},
                knowledge_version=knowledge.version,
                signed_by=therapist,
                signed_name=therapist.name,
                signed_at=now,
            )
            record(actor=actor, action="treat.discharged", subject=note, detail={"reason": text.reason})
    except IntegrityError as twice:
        raise Refused("already_discharged", _("This episode has its discharge note.")) from twice
    return note


def _check_whole(text: DischargeText) -> None:
    faults = [InputFault(field=name, reason=_("Write this part.")) for name in NEEDED if not getattr(text, name)]
    if text.reason not in DischargeReason.values:
        faults.append(InputFault(field="reason", reason=_("Choose why the treatment ends.")))
    if faults:
        raise BadInput(tuple(faults))
