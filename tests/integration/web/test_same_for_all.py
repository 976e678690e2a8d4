"""A part that is the same for everybody is rendered once, anew when it changes, and in each language by itself."""

from dataclasses import replace
from datetime import date

from django.utils.translation import override

from ischia.clinic.match.presenters import PlaceShown, Portrait, Proof
from ischia.clinic.web.templatetags import same_for_all as part

CALLUM = Portrait(
    id="7d30ea9d-ab92-499d-812d-f8b4765d7806",
    name="Callum Drever",
    first_name="Callum",
    initials="CD",
    about="Works slowly.",
    proofs=(Proof(body="CNHC", number="1", checked_on=date(2026, 11, 1), expires_on=date(2027, 11, 1)),),
    skills=(),
    conditions=(),
    languages="English",
    places=(PlaceShown(name="Leith", address="1 Shore", access=("Step-free",)),),
)
NAME = "match/parts/portrait.html"


def test_an_equal_part_is_rendered_once() -> None:
    part._rendered.cache_clear()
    first = part.same_for_all(NAME, person=CALLUM)
    again = part.same_for_all(NAME, person=replace(CALLUM))

    assert first == again
    assert "We looked it up on 1 November 2026" in first
    assert (part._rendered.cache_info().misses, part._rendered.cache_info().hits) == (1, 1)


def test_what_has_changed_is_seen_at_once() -> None:
    before = part.same_for_all(NAME, person=CALLUM)
    later = replace(CALLUM.proofs[0], expires_on=date(2028, 11, 1))

    after = part.same_for_all(NAME, person=replace(CALLUM, proofs=(later,)))

    assert "valid until 1 November 2027" in before
    assert "valid until 1 November 2028" in after


def test_each_language_has_its_own() -> None:
    part._rendered.cache_clear()
    for language in ("en-gb", "de"):
        with override(language):
            part.same_for_all(NAME, person=CALLUM)

    assert part._rendered.cache_info().misses == 2


def test_what_somebody_wrote_is_escaped() -> None:
    shown = part.same_for_all(NAME, person=replace(CALLUM, about="<script>"))

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
