"""Does a visit go on when something that was there before, and was described, is there no more?"""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from ischia.clinic.people.api import User
from ischia.clinic.screen.api import findings_of
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.errors import BadInput
from tests.integration.treat.test_every_question import address, answered, browse, text_of
from tests.support.clinic import World
from tests.support.treating import asked_again, in_care

__all__ = ["browse"]

pytestmark = pytest.mark.django_db


def test_weeks_of_a_pregnancy_that_is_over_do_not_hold_the_visit_up(world: World) -> None:
    care = in_care(world, {"pregnant_or_might_be": True, "pregnancy_weeks": 20})

    screening = asked_again(care, care.first, {"pregnant_or_might_be": False})

    assert screening.outcome == Outcome.CLEAR
    assert "pregnancy_weeks" not in findings_of(screening)


def test_what_is_described_today_beside_a_denial_is_refused_at_its_field(world: World) -> None:
    care = in_care(world)

    with pytest.raises(BadInput) as refused:
        asked_again(care, care.first, {"older_weakness_kind": "marked_not_investigated"})

    assert {fault.field for fault in refused.value.faults} == {"finding-leg_weakness", "finding-older_weakness_kind"}


def test_the_full_form_that_sends_old_details_along_goes_on_without_them(
    world: World, browse: Callable[[User], Browser]
) -> None:
    care = in_care(
        world,
        {
            "spinal_surgery_ever": True,
            "spinal_surgery_kind": "fusion",
            "weeks_since_spinal_surgery": 200,
            "surgeon_cleared_massage": True,
        },
    )
    browser = browse(care.world.callum_user)
    sent = answered(care, text_of(browser.get(address(care))), spinal_surgery_ever="false")
    assert sent["finding-spinal_surgery_kind"] == "fusion"

    response = browser.post(address(care), sent)

    assert response.status_code == 302
    kept = findings_of(care.episode.screenings.latest("completed_at"))
    assert kept["spinal_surgery_ever"] is False
    assert {"spinal_surgery_kind", "weeks_since_spinal_surgery", "surgeon_cleared_massage"}.isdisjoint(kept)
