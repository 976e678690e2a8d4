"""Letters: one object as page and as PDF, on one sheet, readable aloud, for those who may read the record."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2
import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from ischia.clinic.audit.api import events_on
from ischia.clinic.decide.letters.letter import Given, Kind, Letter, Measured, Reader
from ischia.clinic.decide.letters.paper import paper
from ischia.clinic.decide.letters.sections import LONGEST, MOST_LINES, cut, shortened
from ischia.clinic.decide.letters.treatment import MOST_MEASURES
from ischia.clinic.decide.letters.writing import Writer, write
from ischia.clinic.people.api import User
from ischia.clinic.track.api import fill_measures
from ischia.knowledge.records import InstrumentId
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import make_therapist
from tests.support.treating import KNOWLEDGE, Care, asked_again, treated

pytestmark = pytest.mark.django_db

KINDS = [(kind, reader) for kind in Kind for reader in Reader]
SORE = {"kind": "soreness", "hours": "20", "pain_increase": "", "is_serious": "", "note": ""}


@pytest.fixture(autouse=True)
def after_the_fourth_session(care: Care) -> Iterator[None]:
    with time_machine.travel(care.sessions[3].ends_at, tick=False):
        yield


@pytest.fixture
def reviewed(care: Care) -> Care:
    """Four sessions, leg pain from 8 to 5, soreness once."""
    for session, pain in zip(care.sessions, (8, 7, 6, 5), strict=True):
        treated(care, session, leg_pain=pain, **({"events": (SORE,)} if pain == 7 else {}))
    return care


@pytest.fixture
def ended(reviewed: Care, browse: Callable[[User], Browser]) -> Care:
    """The therapist has ended the course, otherwise than proposed."""
    page = browse(reviewed.world.callum_user)
    proposed = page.get(f"/decide/{reviewed.episode.pk}/").context["proposed"]
    answer = {"proposed": proposed, "action": "discharge", "reason": "Ailsa has moved to Skye."}
    assert page.post(f"/decide/{reviewed.episode.pk}/", answer).status_code == 302
    return reviewed


@pytest.fixture
def browse(care: Care) -> Callable[[User], Browser]:
    def browser_of(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return browser_of


def address(care: Care, kind: str = "progress", reader: str = "client", pdf: str = "") -> str:
    return f"/decide/{care.episode.pk}/letters/{kind}/{reader}/{pdf}"


def written(care: Care, kind: Kind = Kind.PROGRESS, reader: Reader = Reader.CLIENT) -> Letter:
    writer = Writer(name="Callum Drever", at=timezone.now())
    return write(kind, reader, episode=care.episode, writer=writer, knowledge=KNOWLEDGE)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def language_of(document: pypdfium2.PdfDocument) -> str:
    longest = 64
    buffer = (ctypes.c_ushort * longest)()
    pypdfium2.raw.FPDFCatalog_GetLanguage(document, buffer, ctypes.sizeof(buffer))
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def test_a_letter_says_what_was_found_done_changed_and_decided(ended: Care) -> None:
    letter = written(ended, Kind.DISCHARGE, Reader.CLINICIAN)

    assert letter.said == "Leg pain is down 3 points, more than the measurement error."
    assert letter.found[0].startswith("Newest safety check:")
    assert letter.sessions == "4 sessions, 30 Nov 2026 to 21 Dec 2026."
    assert {one.sessions for one in letter.given} == {4}
    assert [(one.first, one.newest, one.error) for one in letter.measured] == [("8", "5", "2.3")]
    assert (letter.decided.action, letter.decided.by) == ("Finish, with self-management", "Callum Drever")
    assert letter.decided.otherwise_because == "Ailsa has moved to Skye."
    assert letter.events == ("Soreness: once, at most 20 hours.",)
    assert letter.knowledge_version == KNOWLEDGE.version
    assert any("nobody can say" in line for line in letter.cautions)


def test_a_client_is_not_told_the_therapists_reason_but_the_warning_signs(ended: Care) -> None:
    letter = written(ended, Kind.DISCHARGE)

    assert letter.decided.otherwise_because == ""
    assert any("999" in line for line in letter.watch_for)


@pytest.mark.parametrize("reader", list(Reader))
def test_whoever_is_sent_away_is_told_what_to_do_now_and_of_no_pattern(care: Care, reader: Reader) -> None:
    treated(care, care.first, leg_pain=8)
    asked_again(care, care.sessions[1], {"saddle_numbness": "new"})
    letter = written(care, reader=reader)

    assert any("999" in line for line in letter.found)
    assert not any("attern" in line for line in letter.found)


def test_before_a_decision_the_letter_says_that_nobody_has_decided(reviewed: Care) -> None:
    decided = written(reviewed).decided

    assert decided.action.startswith("Proposed, not decided yet:")
    assert decided.by == ""


def test_a_clinician_is_not_told_that_something_was_done_which_is_only_proposed(reviewed: Care) -> None:
    reasons = written(reviewed, reader=Reader.CLINICIAN).decided.reasons

    assert reasons
    assert set(reasons) <= {f"{rule.title}." for rule in KNOWLEDGE.review_rules.values()}


def test_numbers_that_nobody_has_confirmed_are_named(reviewed: Care) -> None:
    activities = {"activity_1": 3, "activity_2": 3, "activity_3": 3}
    for day, session in enumerate(reviewed.sessions[:2]):
        fill_measures(
            actor=reviewed.world.as_ailsa,
            episode=reviewed.episode,
            answers={InstrumentId("psfs"): {name: value + day for name, value in activities.items()}},
            on=session.starts_at.date(),
            knowledge=KNOWLEDGE,
            now=session.ends_at,
        )

    assert "Patient-Specific Functional Scale" in written(reviewed).cautions[-1]


def test_a_discharge_summary_waits_for_the_end_of_the_course(reviewed: Care) -> None:
    with pytest.raises(Refused) as refused:
        written(reviewed, Kind.DISCHARGE)

    assert refused.value.code == "not_ended"


def test_an_episode_without_sessions_has_a_letter_too(care: Care) -> None:
    letter = written(care)

    assert letter.sessions == "No session was given."
    assert paper(letter).pages == 1


@pytest.mark.parametrize(("kind", "reader"), KINDS)
def test_page_and_pdf_say_the_same_on_one_sheet(
    ended: Care, browse: Callable[[User], Browser], kind: Kind, reader: Reader
) -> None:
    browser = browse(ended.world.ailsa_user)
    page = browser.get(address(ended, kind, reader)).content.decode()
    answer = browser.get(address(ended, kind, reader, "pdf/"))

    read = text_of(answer.content)
    assert len(pypdfium2.PdfDocument(answer.content)) == 1
    for part in ("eg pain is down 3 points", "4 sessions, 30 Nov 2026 to 21 Dec 2026.", KNOWLEDGE.version):
        assert part in page
        assert part in read
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{kind}-{reader}-2026-12-21.pdf"'


def test_the_pdf_is_tagged_and_names_its_language_and_title(reviewed: Care) -> None:
    made = paper(written(reviewed)).content

    document = pypdfium2.PdfDocument(made)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert language_of(document) == "en-gb"
    assert document.get_metadata_value("Title") == "Progress letter, Ailsa Rennie"


def test_the_same_letter_is_the_same_file(reviewed: Care) -> None:
    letter = written(reviewed)

    assert paper(letter).content == paper(letter).content


@pytest.mark.parametrize("reader", list(Reader))
def test_the_fullest_letter_still_fits_on_one_sheet(ended: Care, reader: Reader) -> None:
    say = [
        rule.say.client if reader is Reader.CLIENT else rule.say.clinician for rule in KNOWLEDGE.review_rules.values()
    ]
    precautions = [text for rule in KNOWLEDGE.contraindications.values() for text in rule.limits.precautions]
    titles = sorted((rule.title for rule in KNOWLEDGE.contraindications.values()), key=len)[-MOST_LINES:]
    measured = Measured(
        measure="Roland-Morris Disability Questionnaire, 24 items",
        first="24",
        newest="12",
        error="5",
        reading="No clear change. Better, at least the measurement error (5 points), but by less than 30 %.",
    )
    letter = written(ended, Kind.DISCHARGE, reader)
    full = replace(
        letter,
        found=(*letter.found[:1], "; ".join(titles), *letter.found[1:], "; ".join(titles))[:MOST_LINES],
        given=(Given(technique="Trigger point therapy", sessions=10, minutes=450, pressure="1 to 4"),) * 4,
        measured=(measured,) * MOST_MEASURES,
        decided=replace(letter.decided, reasons=tuple(sorted(say, key=len)[-3:]), otherwise_because="word " * 44),
        limits=tuple(sorted(precautions, key=len)[-MOST_LINES:]),
        events=("Bruising: 3 times, at most 72 hours.",) * MOST_LINES,
    )

    assert paper(full).pages == 1


def test_a_long_list_says_how_much_was_left_out() -> None:
    assert cut("abcdef") == ("a", "b", "c", "and 3 more, in the record")
    assert len(shortened("word " * 100)) <= LONGEST + 2


@pytest.mark.parametrize("who", ["bram_user", "morag", "una", "noor"])
@pytest.mark.parametrize("page", ["", "progress/client/", "progress/client/pdf/"])
def test_others_find_no_letter(reviewed: Care, browse: Callable[[User], Browser], who: str, page: str) -> None:
    answer = browse(getattr(reviewed.world, who)).get(f"/decide/{reviewed.episode.pk}/letters/{page}")

    assert answer.status_code == 404


def test_a_colleague_who_does_not_treat_the_client_finds_no_letter(
    reviewed: Care, browse: Callable[[User], Browser]
) -> None:
    isla = make_therapist(reviewed.world.clinic, name="Isla Muir")

    assert browse(isla.user).get(address(reviewed, pdf="pdf/")).status_code == 404


@pytest.mark.parametrize(("kind", "reader"), [("receipt", "client"), ("progress", "boss")])
def test_there_is_no_other_letter(reviewed: Care, browse: Callable[[User], Browser], kind: str, reader: str) -> None:
    assert browse(reviewed.world.ailsa_user).get(address(reviewed, kind, reader)).status_code == 404


def test_a_download_leaves_a_trace(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    browse(reviewed.world.fiona).get(address(reviewed, reader="clinician", pdf="pdf/"))

    (read,) = events_on(reviewed.episode).filter(action="audit.read")
    assert (read.actor_label, read.detail) == ("owner", {"part": "letter.progress.clinician.pdf"})


def test_the_list_offers_a_discharge_summary_only_at_the_end(reviewed: Care, browse: Callable[[User], Browser]) -> None:
    page = browse(reviewed.world.callum_user).get(f"/decide/{reviewed.episode.pk}/letters/").content.decode()

    assert "Progress letter for a clinician" in page
    assert "/letters/discharge/" not in page
