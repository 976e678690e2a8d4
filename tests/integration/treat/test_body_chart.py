"""Where is it felt at a visit: is it kept with the signed record, compared with earlier visits, and never unsafe?"""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client as Browser

from ischia.clinic.book.api import Session
from ischia.clinic.treat.api import SessionRecord, opened, record_of
from ischia.knowledge.records import RegionId
from ischia.pathway.shared.body_chart import BodyChart, Mark, Side, Symptom
from tests.support.treating import KNOWLEDGE, Care, asked_again, fresh, treated

pytestmark = pytest.mark.django_db
CALF = "leg_back.left"
MARKED = {
    "chart-shown": "1",
    "spot": [CALF, "lumbar.middle"],
    f"{CALF}.symptom": ["pain", "tingling"],
    f"{CALF}.intensity": "4",
    "lumbar.middle.symptom": ["pain"],
    "lumbar.middle.intensity": "3",
}
IN_CALF = {"symptoms": "pain tingling", "intensity": "6"}


@pytest.fixture
def second(care: Care) -> Iterator[Session]:
    """Ailsa's second visit, asked again; the thigh was marked at the first."""
    treated(care, care.first, leg_pain=6, chart={"thigh_back.left": IN_CALF, CALF: IN_CALF})
    session = care.sessions[1]
    with time_machine.travel(session.starts_at, tick=True):
        asked_again(care, fresh(session))
        yield session


@pytest.fixture
def therapist(care: Care, client: Browser) -> Browser:
    client.force_login(care.world.callum_user)
    return client


def address(session: Session) -> str:
    return f"/treat/{session.pk}/"


def typed(session: Session) -> dict[str, object]:
    """What the page would send back untouched, without the chart."""
    entered = opened(fresh(session)).entered
    rows = {f"work-{index}-{name}": value for index, row in enumerate(entered.work) for name, value in row.items()}
    return {
        "minutes": entered.minutes,
        "work-rows": str(len(entered.work)),
        "event-rows": "0",
        "confirmed": "1",
        **rows,
    }


def chart_of_record(session: Session) -> BodyChart:
    return record_of(SessionRecord.objects.get(session=session)).body_chart


def test_what_is_marked_is_signed_with_the_record_and_stands_in_the_note(second: Session, therapist: Browser) -> None:
    response = therapist.post(address(second), {**typed(second), **MARKED, "do": "sign"})

    assert response.status_code == 302
    marks = {(mark.region, mark.side, mark.symptom, mark.intensity) for mark in chart_of_record(second)}
    assert marks == {
        ("leg_back", Side.LEFT, Symptom.PAIN, 4),
        ("leg_back", Side.LEFT, Symptom.TINGLING, 4),
        ("lumbar", Side.MIDDLE, Symptom.PAIN, 3),
    }
    assert "Body chart (0 to 10): " in SessionRecord.objects.get(session=second).objective


@pytest.mark.parametrize("do", ["mark", "sign"])
def test_what_is_new_gone_less_and_more_is_said_against_the_earlier_visit(
    second: Session, therapist: Browser, do: str
) -> None:
    therapist.post(address(second), {**typed(second), **MARKED, "do": do})

    page = " ".join(therapist.get(address(second)).content.decode().split())

    labels = {str(region.id): region.label for region in KNOWLEDGE.regions.values()}
    calf, thigh = f"{labels['leg_back']}, left", f"{labels['thigh_back']}, left"
    assert "Compared with 30 November 2026" in page
    assert f"<dt>New</dt><dd>{labels['lumbar']}, middle: pain 3</dd>" in page
    assert f"<dt>Gone</dt><dd>{thigh}: pain 6; {thigh}: pins and needles 6</dd>" in page
    assert f"<dt>Less</dt><dd>{calf}: pain 6 to 4; {calf}: pins and needles 6 to 4</dd>" in page
    assert "<dt>More</dt><dd>–</dd>" in page


def test_both_charts_stand_side_by_side_each_with_its_own_patterns(second: Session, therapist: Browser) -> None:
    therapist.post(address(second), {**typed(second), **MARKED, "do": "save"})

    page = therapist.get(address(second)).content.decode()

    for name in ("chart", "then20261130", "then20261130-now"):
        assert page.count(f'id="{name}-pain"') == 1
    assert 'fill="url(#then20261130-tingling)"' in page


def test_how_deep_it_is_felt_is_signed_and_said(second: Session, therapist: Browser) -> None:
    therapist.post(address(second), {**typed(second), **MARKED, f"{CALF}.depth": "deep", "do": "sign"})

    assert {mark.depth for mark in chart_of_record(second)} == {"deep", "unsure"}
    assert ": pain 4, deep;" in SessionRecord.objects.get(session=second).objective


def test_a_ticked_place_asks_what_is_felt_there_and_keeps_what_was_typed(second: Session, therapist: Browser) -> None:
    half = {"chart-shown": "1", "spot": [CALF], f"{CALF}.symptom": ["numb"], f"{CALF}.intensity": "strong"}

    therapist.post(address(second), {**typed(second), **half, "do": "mark"})

    page = therapist.get(address(second)).content.decode()
    assert f'name="{CALF}.symptom" value="numb" checked' in page
    assert f'name="{CALF}.intensity" inputmode="numeric" autocomplete="off" value="strong"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {f"{CALF}.intensity": "11"},
        {f"{CALF}.intensity": ""},
        {f"{CALF}.symptom": []},
        {"spot": ["tail.left"]},
        {"spot": ["leg_back.middle"]},
    ],
)
def test_a_place_that_is_unfinished_or_does_not_exist_holds_the_signature_up(
    second: Session, therapist: Browser, wrong: dict[str, object]
) -> None:
    response = therapist.post(address(second), {**typed(second), **MARKED, **wrong, "do": "sign"})

    assert response.status_code == 422
    assert 'href="#body-chart"' in response.content.decode()
    assert not SessionRecord.objects.filter(session=second).exists()


def test_a_mark_that_todays_answers_deny_is_not_signed(second: Session, therapist: Browser) -> None:
    saddle = {
        "chart-shown": "1",
        "spot": ["saddle.middle"],
        "saddle.middle.symptom": ["numb"],
        "saddle.middle.intensity": "4",
    }

    response = therapist.post(address(second), {**typed(second), **saddle, "do": "sign"})

    assert response.status_code == 422
    assert "The body chart shows what the safety questions of today do not." in response.content.decode()
    assert not SessionRecord.objects.filter(session=second).exists()


def test_unticking_everything_empties_the_chart_and_a_page_without_it_leaves_it(
    second: Session, therapist: Browser
) -> None:
    therapist.post(address(second), {**typed(second), **MARKED, "do": "save"})

    therapist.post(address(second), {**typed(second), "do": "save"})
    assert set(opened(fresh(second)).entered.chart) == {CALF, "lumbar.middle"}

    therapist.post(address(second), {**typed(second), "chart-shown": "1", "do": "save"})
    assert opened(fresh(second)).entered.chart == {}


def test_a_visit_without_marks_is_signed_as_before(second: Session, therapist: Browser) -> None:
    assert therapist.post(address(second), {**typed(second), "chart-shown": "1", "do": "sign"}).status_code == 302

    assert chart_of_record(second) == ()
    assert "Body chart (0" not in SessionRecord.objects.get(session=second).objective


def test_a_mark_is_a_value_that_two_visits_can_compare(second: Session, therapist: Browser) -> None:
    therapist.post(address(second), {**typed(second), **MARKED, "do": "sign"})

    expected = Mark(region=RegionId("lumbar"), side=Side.MIDDLE, symptom=Symptom.PAIN, intensity=3)
    assert expected in chart_of_record(second)
