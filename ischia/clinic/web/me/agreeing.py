"""What did a client agree to, and what does taking it back mean, in plain words?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ischia.clinic.people.api import CAN_BE_WITHDRAWN, Consent, ConsentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentShown:
    """One thing agreed to. `withdrawn_at` is None while it stands."""

    id: UUID
    what: str
    given_at: datetime
    wording: str
    withdrawn_at: datetime | None
    can_withdraw: bool


_MEANINGS: dict[ConsentKind, tuple[str | Promise, ...]] = {
    ConsentKind.TREATMENT: (
        _("Nothing new can be booked until you answer the safety questions again and agree."),
        _("Visits that are booked stay booked until you cancel them. Please cancel them too."),
        _("What was done before stays in your record."),
    ),
    ConsentKind.HEALTH_DATA: (
        _("Nothing new can be booked until you answer the safety questions again and agree."),
        _("Visits that are booked stay booked until you cancel them. Please cancel them too."),
        _("What we have to keep by law stays until that time is over. You can ask us to erase the rest."),
    ),
    ConsentKind.REMINDERS: (_("We do not remind you of visits any more. They stay booked."),),
    ConsentKind.CONTACT_CLINICIAN: (
        _("We write no letters to your GP or clinician any more."),
        _("Letters that were sent cannot be called back."),
    ),
}


def consents_shown(consents: Iterable[Consent]) -> tuple[ConsentShown, ...]:
    """Of each kind the newest that stands, else the newest; what stands first."""
    newest: dict[str, Consent] = {}
    for consent in consents:
        known = newest.get(consent.kind)
        if known is None or (_withdrawn_at(known) is not None and _withdrawn_at(consent) is None):
            newest[consent.kind] = consent
    shown = [_shown(consent) for consent in newest.values()]
    return tuple(sorted(shown, key=lambda one: one.withdrawn_at is not None))


def meaning_of(kind: ConsentKind) -> tuple[str | Promise, ...]:
    """What happens when it is taken back."""
    return _MEANINGS.get(kind, ())


def _shown(consent: Consent) -> ConsentShown:
    withdrawn_at = _withdrawn_at(consent)
    return ConsentShown(
        id=consent.pk,
        what=consent.get_kind_display(),
        given_at=consent.given_at,
        wording=consent.wording_version,
        withdrawn_at=withdrawn_at,
        can_withdraw=withdrawn_at is None and ConsentKind(consent.kind) in CAN_BE_WITHDRAWN,
    )


def _withdrawn_at(consent: Consent) -> datetime | None:
    return consent.withdrawal.withdrawn_at if hasattr(consent, "withdrawal") else None
