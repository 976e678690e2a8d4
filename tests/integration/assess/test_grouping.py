"""Is the grouping by STarT Back and SCOPiC off until a clinic has read its licence notice and wants it?"""

import pytest

from ischia.clinic.assess.api import grouping_of
from ischia.clinic.audit.api import Actor, events_on
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import switch_grouping
from ischia.knowledge import load_knowledge
from ischia.pathway.assess.api import Grouping, SciaticaIndicators, StartBackScore
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import World

pytestmark = pytest.mark.django_db
OWNER = Actor.system("setting up")


def grouped(episode: Episode) -> Grouping:
    everything = SciaticaIndicators(
        pain_below_knee=True, leg_pain_interferes=True, leg_pain_is_high=True, sensory_deficit=True
    )
    return grouping_of(episode, StartBackScore(total=6, psychosocial=4), everything, load_knowledge())


def test_it_is_off_until_the_clinic_switches_it_on(world: World) -> None:
    with pytest.raises(Refused, match="not switched"):
        grouped(world.episode)

    switch_grouping(actor=OWNER, clinic=world.clinic, is_on=True, has_read_licence=True)
    world.episode.refresh_from_db()

    assert grouped(world.episode).see_clinician_within_days == 28
    assert "Keele" in grouped(world.episode).licence


def test_it_cannot_be_switched_on_before_the_licence_was_read(world: World) -> None:
    with pytest.raises(Refused) as refused:
        switch_grouping(actor=OWNER, clinic=world.clinic, is_on=True, has_read_licence=False)

    assert refused.value.code == "licence_not_read"
    assert not world.clinic.groups_sciatica


def test_switching_it_leaves_a_trace(world: World) -> None:
    switch_grouping(actor=OWNER, clinic=world.clinic, is_on=False, has_read_licence=False)

    *_, event = events_on(world.clinic)
    assert (event.action, event.detail) == ("places.grouping_switched", {"is_on": False})
