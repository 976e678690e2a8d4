"""No letter goes to a clinician once the client has taken back that we write to any."""

from uuid import uuid4

import pytest

from ischia.clinic.decide.api import SentLetter
from ischia.clinic.decide.letters.letter import Kind
from ischia.clinic.decide.letters.sending import Clinician, send_letter
from ischia.clinic.people.api import ConsentKind, give_consent, withdraw_consent
from ischia.pathway.shared.errors import Refused
from tests.support.treating import KNOWLEDGE, Care, treated

pytestmark = pytest.mark.django_db


def test_no_letter_goes_to_a_clinician_once_the_client_took_that_back(care: Care) -> None:
    treated(care, care.sessions[0], leg_pain=8)
    now, kind = care.sessions[0].ends_at, ConsentKind.CONTACT_CLINICIAN
    consent = give_consent(actor=care.world.as_ailsa, client=care.world.ailsa, kind=kind, wording_version="1", now=now)
    withdraw_consent(actor=care.world.as_ailsa, consent=consent, now=now)

    with pytest.raises(Refused) as refused:
        send_letter(
            actor=care.world.as_callum,
            sender=care.world.callum_user,
            episode=care.episode,
            kind=Kind.PROGRESS,
            request_key=uuid4(),
            knowledge=KNOWLEDGE,
            now=now,
            clinician=Clinician(name="Dr Reid", email="reid@surgery.example", has_agreed=True),
        )

    assert refused.value.code == "consent_taken_back"
    assert not SentLetter.objects.exists()
