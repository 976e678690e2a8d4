"""Everything that a clinic keeps comes out in one file: no table is forgotten, no row, and nobody else's."""

import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser

from ischia.clinic.audit.models import Event
from ischia.clinic.book.feeds.models import OutsideCalendar
from ischia.clinic.messaging.models import Delivery
from ischia.clinic.people.api import Client, User
from ischia.clinic.places.api import Clinic
from ischia.clinic.transfer.api import Exported, export_clinic
from ischia.clinic.transfer.cells import cell, guarded, unguarded
from ischia.clinic.transfer.tables import KNOWN_BY_ACTOR, LEFT_OUT, WITHHELD, exported_models, way_to_clinic
from tests.support.booking import book, ready
from tests.support.clearing import asked, sent_token, to_be_cleared
from tests.support.clinic import BUILDER, NOW, World, make_client
from tests.support.outbox import sent
from tests.support.paying import sold

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]


def export(world: World) -> zipfile.ZipFile:
    with made(world).file as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def made(world: World) -> Exported:
    return export_clinic(actor=BUILDER, clinic=world.clinic, now=NOW)


def rows(archive: zipfile.ZipFile, table: str) -> list[dict[str, str]]:
    text = archive.read(f"{table.lower()}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


def test_every_table_is_exported_or_left_out_with_a_reason() -> None:
    every = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    exported = {model._meta.label for model in exported_models()}
    assert exported | set(LEFT_OUT) == every
    assert not exported & set(LEFT_OUT)
    assert all(len(reason) > 8 for reason in LEFT_OUT.values())


@pytest.mark.parametrize("model", exported_models(), ids=lambda model: model._meta.label)
def test_every_exported_table_leads_to_a_clinic(model: Any) -> None:
    if model._meta.label not in {"people.User", *KNOWN_BY_ACTOR}:
        assert way_to_clinic(model) or model is Clinic


def test_round_trip_every_row_of_every_table_is_in_the_file_once(world: World) -> None:
    elsewhere = world.una.memberships.get().clinic
    world.una.memberships.all().delete()
    elsewhere.delete()
    book(world, ready(world))
    sold(world)
    archive = export(world)
    told = {table["table"]: table for table in manifest(archive)["tables"]}
    not_ours = {"people.User": 2}  # Una and Noor are nobody's here
    events_of_the_export = {"audit.Event": 1}
    for model in exported_models():
        label = model._meta.label
        found = rows(archive, label)
        kept = model._default_manager.count() - not_ours.get(label, 0) - events_of_the_export.get(label, 0)
        assert (label, len(found), told[label]["rows"]) == (label, kept, kept)
        assert [column["name"] for column in told[label]["columns"]] == list(found[0]) if found else True
        keys = [row["id"] for row in found if "id" in row]
        assert len(set(keys)) == len(keys)


def test_manifest_has_the_hash_of_every_file_and_what_every_table_holds(world: World) -> None:
    archive = export(world)
    for table in manifest(archive)["tables"]:
        assert hashlib.sha256(archive.read(table["file"])).hexdigest() == table["sha256"]
        assert table["about"]
    assert manifest(archive)["left_out"] == LEFT_OUT
    assert archive.testzip() is None


def test_two_exports_of_the_same_clinic_are_alike(world: World) -> None:
    first, second = export(world), export(world)
    assert first.read("people.client.csv") == second.read("people.client.csv")
    assert [one["table"] for one in manifest(first)["tables"]] == [one["table"] for one in manifest(second)["tables"]]


def test_nothing_of_another_clinic_is_in_the_file(world: World) -> None:
    make_client(world.una.memberships.get().clinic, name="Ewan Elsewhere")
    archive = export(world)
    assert [row["name"] for row in rows(archive, "places.Clinic")] == ["Forth Sciatica Clinic"]
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Elsewhere" not in whole
    assert b"una@ischia.example" not in whole


def test_nothing_that_opens_something_is_in_the_file(world: World) -> None:
    archive = export(world)
    for table in manifest(archive)["tables"]:
        assert not [column["name"] for column in table["columns"] if WITHHELD.search(column["name"])]
    withheld = {table["table"]: table["withheld"] for table in manifest(archive)["tables"]}
    assert withheld["people.User"] == ["password"]
    assert withheld["messaging.Message"] == ["facts"]
    assert withheld["feeds.OutsideCalendar"] == ["url"]


def test_no_key_of_a_link_is_in_the_file_nor_the_address_of_a_calendar(world: World) -> None:
    to_be_cleared(world)
    asked(world)
    token, url = sent_token(), "https://calendar.example/ical/private-0a1b2c3d/basic.ics"
    OutsideCalendar.objects.create(therapist=world.callum, name="Own", url=url, added_at=NOW)
    sent(NOW)
    assert any(token in delivery.text for delivery in Delivery.objects.all())
    archive = export(world)
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert token not in whole
    assert "private-0a1b2c3d" not in whole
    assert any("/…" in row["text"] for row in rows(archive, "messaging.Delivery"))


@pytest.mark.parametrize("text", ["=1+1", "+44 131", "-2", "@SUM(A1)", "\tx", "'=quoted", "''=twice"])
def test_cell_that_a_spreadsheet_could_run_is_guarded_and_comes_back(text: str) -> None:
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["plain", "it's", "'tis", "", "1-2", "Élodie"])
def test_harmless_cell_is_left_alone(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


def test_values_are_written_plainly() -> None:
    assert [cell(value) for value in (None, True, 5, -5, NOW, {"b": 1, "a": [None]})] == [
        "",
        "true",
        "5",
        "-5",
        "2026-11-23T09:00:00+00:00",
        '{"a": [null], "b": 1}',
    ]


def test_formula_in_a_name_is_guarded_in_the_file(world: World) -> None:
    Client.objects.filter(pk=world.bram.pk).update(name='=HYPERLINK("http://x")')
    assert '\'=HYPERLINK("http://x")' in [row["name"] for row in rows(export(world), "people.Client")]


def test_many_rows_pass_through_in_bounded_memory(world: World) -> None:
    Client.objects.bulk_create(
        (Client(clinic=world.clinic, name="n" * 100, email="e" * 90, registered_at=NOW) for _ in range(20_000)),
        batch_size=2_000,
    )
    tracemalloc.start()
    exported = made(world)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    exported.file.close()
    assert next(table.rows for table in exported.tables if table.table == "people.Client") == 20_002
    assert peak < 15_000_000


def test_owner_downloads_it_and_that_is_written_down(world: World, browse: Browse) -> None:
    owner = browse(world.fiona)
    assert "Download everything" in owner.get("/transfer/").content.decode()
    answer = owner.post("/transfer/export/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # a FileResponse
    assert answer["Content-Disposition"] == 'attachment; filename="demo-2026-11-23.zip"'
    assert "people.client.csv" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    row = Event.objects.get(action="transfer.exported")
    assert row.actor_label == "owner"
    assert row.detail["tables"] == len(exported_models())
    answer.close()


def test_nobody_else_takes_it_out_and_no_link_does(world: World, browse: Browse) -> None:
    for user in (world.morag, world.callum_user, world.ailsa_user, world.una):
        assert browse(user).post("/transfer/export/").status_code == 403
        assert browse(user).get("/transfer/").status_code == 403
    assert browse(world.fiona).get("/transfer/export/").status_code == 405
