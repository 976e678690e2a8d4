"""Two taps on "sign" at the same moment sign once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ischia.clinic.track.api import MeasureEntry
from ischia.clinic.treat.api import SessionRecord
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import World
from tests.support.treating import Care, asked_again, drafted, in_care, signed

pytestmark = pytest.mark.django_db(transaction=True)

TAPS = 4


def test_of_several_signatures_at_once_one_counts(world: World) -> None:
    care = in_care(world)
    asked_again(care, care.first)
    drafted(care, care.first, answers={"nprs_leg": {"pain": "6"}})

    with ThreadPoolExecutor(TAPS) as pool:
        outcomes = sorted(pool.map(lambda _tap: _try(care), range(TAPS)))

    assert outcomes == ["already_signed"] * (TAPS - 1) + ["signed"]
    assert (SessionRecord.objects.count(), MeasureEntry.objects.count()) == (1, 1)


def _try(care: Care) -> str:
    try:
        signed(care, care.first)
    except Refused as refused:
        return refused.code
    finally:
        connection.close()
    return "signed"
