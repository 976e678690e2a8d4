"""A list from elsewhere is looked at row by row, then comes in whole or not at all, and never twice."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.messaging.jobs import jobs
from ischia.clinic.people.api import (
    Client,
    Membership,
    Registration,
    Therapist,
    User,
    ask_to_be_erased,
    confirm_erasure,
    erase_due,
)
from ischia.clinic.places.api import Service
from ischia.clinic.transfer.cells import unguarded
from ischia.clinic.transfer.importing import Report, bring_in, keep_draft, look_at
from ischia.clinic.transfer.models import BroughtIn, ImportDraft, Sort
from ischia.clinic.transfer.reading import LARGEST, MOST_ROWS, rows_in, text_of
from ischia.clinic.transfer.sorts import KINDS, Bringing
from ischia.pathway.shared.errors import Refused
from tests.support.clinic import BUILDER, NOW, World

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
CLIENTS = "external_id,name,email,phone,date_of_birth\n"
GOOD = f"{CLIENTS}C1,Élodie Gunn,elodie@example.org,'+44 131 496 0001,1980-02-03\nC2,Rory Kerr,,,\n"


def looked_at(world: World, text: str, sort: Sort = Sort.CLIENTS) -> Report:
    return look_at(sort=sort, text=text, bringing=Bringing(actor=BUILDER, clinic=world.clinic, now=NOW))


def brought(world: World, text: str, sort: Sort = Sort.CLIENTS) -> Report:
    draft = keep_draft(clinic=world.clinic, user=world.fiona, sort=sort, text=text, now=NOW)
    return bring_in(actor=BUILDER, draft=draft, now=NOW)


def said(report: Report) -> dict[int, str]:
    return {row.read.number: "; ".join(row.problems) for row in report.rows if row.problems}


def test_looking_at_a_file_writes_nothing(world: World) -> None:
    before = Client.objects.count(), Event.objects.count()
    assert looked_at(world, GOOD).counts == {"made": 2, "changed": 0, "same": 0, "refused": 0}
    assert (Client.objects.count(), Event.objects.count()) == before


def test_clients_come_in_with_a_trace_each_and_formulas_are_unguarded(world: World) -> None:
    brought(world, GOOD)
    elodie = Client.objects.get(name="Élodie Gunn")
    assert (elodie.phone, str(elodie.date_of_birth), elodie.clinic) == ("+44 131 496 0001", "1980-02-03", world.clinic)
    assert Event.objects.filter(action="people.client_registered", subject_id=str(elodie.pk)).exists()
    assert Event.objects.get(action="transfer.brought_in").detail["made"] == 2
    assert not ImportDraft.objects.exists()


def test_same_file_twice_changes_nothing_and_a_changed_row_changes_its_own(world: World) -> None:
    brought(world, GOOD)
    count = Client.objects.count()
    assert looked_at(world, GOOD).counts == {"made": 0, "changed": 0, "same": 2, "refused": 0}
    brought(world, GOOD)
    report = brought(world, GOOD.replace("Rory Kerr,,,", "Rory Kerr,,0131 222 3333,"))
    assert report.counts == {"made": 0, "changed": 1, "same": 1, "refused": 0}
    assert Client.objects.count() == count
    assert Client.objects.get(name="Rory Kerr").phone == "0131 222 3333"


def test_one_bad_row_keeps_the_whole_file_out(world: World) -> None:
    before = Client.objects.count()
    with pytest.raises(Refused) as refusal:
        brought(world, f"{GOOD}C3,,,,\n")
    assert refusal.value.code == "not_all_good"
    assert Client.objects.count() == before
    assert not BroughtIn.objects.exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Somebody,,,", "external_id is empty"),
        ("C1,,,,", "name is empty"),
        ("C1,A,nowhere,,", "email is not an address"),
        ("C1,A,,,03/02/1980", "date_of_birth is not a date like 1979-04-02"),
        ("C1,A,,,2030-01-01", "date_of_birth is still to come"),
        (f"C1,A,,{'9' * 41},", "phone is too long"),
        (f"C1,{'x' * 121},,,", "name is too long"),
        ("C1,A,,,,,extra", "the line has more cells than the first line has names"),
        ("C1,A,,,\nC1,B,,,", "external_id stands in the file twice"),
    ],
)
def test_row_that_cannot_come_in_says_why(world: World, line: str, why: str) -> None:
    assert said(looked_at(world, f"{CLIENTS}{line}\n"))[2] == why


def erased(world: World, name: str) -> Client:
    client = Client.objects.get(name=name)
    request = ask_to_be_erased(actor=BUILDER, client=client, now=NOW)
    confirm_erasure(actor=BUILDER, request=request, now=NOW, today=NOW.date())
    assert erase_due(now=NOW, today=NOW.date()) == 1
    return client


def test_who_was_erased_does_not_come_back_with_the_same_list(world: World) -> None:
    brought(world, GOOD)
    elodie = erased(world, "Élodie Gunn")
    report = looked_at(world, GOOD)

    assert report.counts == {"made": 0, "changed": 0, "same": 1, "refused": 1}
    assert "erased" in said(report)[2]
    with pytest.raises(Refused, match="cannot be brought in"):
        brought(world, GOOD)
    elodie.refresh_from_db()
    assert (elodie.name, elodie.email, elodie.date_of_birth) == ("Erased client", "", None)
    assert set(BroughtIn.objects.exclude(row_id=elodie.pk).values_list("external_id", flat=True)) == {"C2"}
    assert "C1" not in BroughtIn.objects.get(row_id=elodie.pk).external_id


def test_who_was_erased_before_lists_forgot_them_does_not_come_back_either(world: World) -> None:
    brought(world, GOOD)
    elodie = erased(world, "Élodie Gunn")
    BroughtIn.objects.filter(row_id=elodie.pk).update(external_id="C1")

    assert looked_at(world, GOOD).counts["refused"] == 1


SERVICES = "external_id,name,minutes,preparation_minutes,recovery_minutes,price\n"


def test_services_come_in(world: World) -> None:
    brought(world, f"{SERVICES}S1,Long follow-up,75,5,10,80.50\n", Sort.SERVICES)
    service = Service.objects.get(name="Long follow-up")
    assert (service.minutes, service.price_minor, service.slug) == (75, 8050, "long-follow-up")
    brought(world, f"{SERVICES}S1,Long follow-up,75,5,10,82\n", Sort.SERVICES)
    service.refresh_from_db()
    assert service.price_minor == 8200


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("S1,A,0,0,0,1", "minutes is not a whole number of at least 1"),
        ("S1,A,45,x,0,1", "preparation_minutes is not a whole number of at least 0"),
        ("S1,A,1400,30,30,1", "a session is longer than a day"),
        ("S1,A,45,0,0,1.005", "price is not an amount like 52.00"),
        ("S1,A,45,0,0,-1", "price is not an amount like 52.00"),
        ("S1,A,45,0,0,NaN", "price is not an amount like 52.00"),
        ("S1,A,45,0,0,free", "price is not an amount like 52.00"),
    ],
)
def test_service_that_cannot_be_says_why(world: World, line: str, why: str) -> None:
    assert said(looked_at(world, f"{SERVICES}{line}\n", Sort.SERVICES))[2] == why


THERAPISTS = ",".join(KINDS[Sort.THERAPISTS].columns) + "\n"


def test_therapists_come_in_with_a_registration_that_somebody_has_to_look_up(world: World) -> None:
    line = "T1,Isla Gunn,isla@ischia.example,female,en gd,Calm.,Leith; Stockbridge,CNHC,77,2027-06-30\n"
    brought(world, THERAPISTS + line, Sort.THERAPISTS)
    isla = Therapist.objects.get(name="Isla Gunn")
    assert {place.name for place in isla.places.all()} == {"Leith", "Stockbridge"}
    assert Membership.objects.get(user=isla.user).role == "therapist"
    assert Registration.objects.get(therapist=isla).checked_on is None
    assert looked_at(world, THERAPISTS + line, Sort.THERAPISTS).counts["same"] == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("T1,A,,,,,,,,", "email is empty"),
        ("T1,A,a@b.example,,,,Nowhere,,,", "there is no place called Nowhere"),
        (
            "T1,A,a@b.example,,,,,CNHC,,",
            "a registration needs register, registration_number and valid_until",
        ),
    ],
)
def test_therapist_that_cannot_be_says_why(world: World, line: str, why: str) -> None:
    assert said(looked_at(world, f"{THERAPISTS}{line}\n", Sort.THERAPISTS))[2] == why


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        ("name\nMüller".encode("latin-1"), "not_utf8"),
        (b"x" * (LARGEST + 1), "too_large"),
    ],
)
def test_file_that_is_no_text_of_ours_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        text_of(content)
    assert (refusal.value.code, refusal.value.field) == (code, "file")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", "wrong_columns"),
        ("a,b,c,c\n", "wrong_columns"),
        ("a,b\n", "wrong_columns"),
        ('a,b,c\n"open\n', "no_csv"),
        ("a,b,c\n" + "1,2,3\n" * (MOST_ROWS + 1), "too_many_rows"),
    ],
)
def test_file_that_is_no_such_table_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rows_in(text, ["a", "b", "c"])
    assert refusal.value.code == code


def test_semicolons_a_mark_at_the_beginning_and_any_order_of_columns_are_read() -> None:
    text = text_of("\ufeffB;A;c\r\n1;2;3\r\n;;\r\n".encode())
    (row,) = rows_in(text, ["a", "b", "c"])
    assert (row.number, dict(row.cells)) == (2, {"a": "2", "b": "1", "c": "3"})


def test_file_left_lying_for_a_day_is_deleted(world: World) -> None:
    keep_draft(clinic=world.clinic, user=world.morag, sort=Sort.CLIENTS, text=GOOD, now=NOW - timedelta(hours=25))
    keep_draft(clinic=world.clinic, user=world.fiona, sort=Sort.CLIENTS, text=GOOD, now=NOW)
    assert ImportDraft.objects.get().user == world.fiona


def test_the_worker_deletes_a_file_left_lying_without_anybody_bringing_another(world: World) -> None:
    keep_draft(clinic=world.clinic, user=world.morag, sort=Sort.CLIENTS, text=GOOD, now=NOW)
    (job,) = [one for one in jobs() if one.name == "transfer.drafts"]
    assert job.run(NOW + timedelta(hours=23)) == 0
    assert ImportDraft.objects.exists()
    assert job.run(NOW + timedelta(hours=25)) == 1
    assert not ImportDraft.objects.exists()


def test_owner_brings_a_file_in_from_template_to_done(world: World, browse: Browse) -> None:
    owner = browse(world.fiona)
    template = owner.get("/transfer/import/clients.csv").content.decode("utf-8-sig")
    assert template.startswith(CLIENTS.strip())
    assert unguarded(template.splitlines()[1].split(",")[0]) == "C-1001"
    file = SimpleUploadedFile("clients.csv", GOOD.encode(), "text/csv")
    report = owner.post("/transfer/import/", {"sort": "clients", "file": file}).content.decode()
    assert "Nothing has been brought in yet." in report
    found = re.search(r'name="row" value="([^"]+)"', report)
    assert found is not None
    assert owner.post("/transfer/import/apply/", {"row": found.group(1)}).status_code == 302
    assert Client.objects.filter(name="Rory Kerr").exists()
    assert owner.post("/transfer/import/apply/", {"row": found.group(1)}).status_code == 404


def test_report_names_bad_rows_and_offers_no_button(world: World, browse: Browse) -> None:
    file = SimpleUploadedFile("clients.csv", f"{CLIENTS}C1,,,,\n".encode(), "text/csv")
    answer = browse(world.fiona).post("/transfer/import/", {"sort": "clients", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "name is empty" in page
    assert "Bring all of it in" not in page


def test_wrong_file_is_said_at_the_field(world: World, browse: Browse) -> None:
    file = SimpleUploadedFile("clients.csv", b"a,b\n1,2\n", "text/csv")
    answer = browse(world.fiona).post("/transfer/import/", {"sort": "clients", "file": file})
    assert answer.status_code == 422
    assert "missing: external_id" in answer.content.decode()


def test_nobody_else_brings_anything_in(world: World, browse: Browse) -> None:
    draft = keep_draft(clinic=world.clinic, user=world.fiona, sort=Sort.CLIENTS, text=GOOD, now=NOW)
    for user in (world.morag, world.callum_user, world.ailsa_user):
        assert browse(user).get("/transfer/import/").status_code == 403
        assert browse(user).post("/transfer/import/apply/", {"row": draft.pk}).status_code == 403
    assert not Client.objects.filter(name="Rory Kerr").exists()
