"""What comes from outside: database URLs, secrets, where e-mail and log lines go."""

import logging
import stat
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from pytest_django.fixtures import Settings

from ischia.config.databases import UnknownDatabase, database_from
from ischia.config.environment import Environment, listed
from ischia.config.logs import NoPersonalData, PlainFormatter
from ischia.config.mail import ConsoleAndFileBackend
from ischia.config.secrets import kept_secret
from ischia.config.server import Address


def test_a_sqlite_url_takes_the_write_lock_at_the_start_and_keeps_what_it_acknowledges() -> None:
    database = database_from("sqlite:////srv/clinic%20data/ischia.sqlite3")

    assert database["NAME"] == "/srv/clinic data/ischia.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_a_postgresql_url_is_read_to_the_last_escaped_letter() -> None:
    database = database_from("postgresql://desk:p%40ss@db.example:6432/clinic?sslmode=require", pool=8)

    assert (database["USER"], database["PASSWORD"]) == ("desk", "p@ss")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "6432", "clinic")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 2}
    assert database["CONN_MAX_AGE"] == 0


def test_without_a_pool_connections_are_kept_per_thread() -> None:
    database = database_from("postgresql://db.example/clinic")

    assert "pool" not in database["OPTIONS"]
    assert database["CONN_MAX_AGE"] == 60


@pytest.mark.parametrize("url", ["mysql://db.example/clinic", "clinic.sqlite3"])
def test_another_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(UnknownDatabase, match="ISCHIA_DATABASE_URL"):
        database_from(url)


def test_without_settings_the_database_lies_under_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ISCHIA_DATABASE_URL", raising=False)
    monkeypatch.setenv("ISCHIA_VAR", str(tmp_path))

    assert Environment().database == f"sqlite:///{tmp_path}/ischia.sqlite3"


def test_lists_are_trimmed() -> None:
    assert listed(" a.example, b.example ,,") == ["a.example", "b.example"]


@pytest.mark.django_db
def test_the_tests_themselves_write_under_the_same_lock() -> None:
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
    else:
        assert connection.vendor == "postgresql"


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"

    first, second = kept_secret(path), kept_secret(path)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_demo_letters_are_printed_and_kept_for_their_owner(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ISCHIA_VAR = tmp_path
    letter = EmailMessage("Your sign-in code", "QPT-PRT", to=["ailsa@ischia.example"])

    assert ConsoleAndFileBackend().send_messages([letter]) == 1

    kept = list((tmp_path / "mail").glob("*.eml"))
    assert len(kept) == 1
    assert "QPT-PRT" in kept[0].read_text()
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert "QPT-PRT" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("message", "arguments", "written"),
    [
        ("Not Found: %s", ("/screen/?leg=yes&red=no",), "Not Found: /screen/?[cut]"),
        ("no user %s", ("ailsa.rennie+x@ischia.example",), "no user [e-mail]"),
        ("plain", (), "plain"),
    ],
)
def test_log_lines_lose_query_strings_and_addresses(message: str, arguments: tuple[str, ...], written: str) -> None:
    record = logging.LogRecord("ischia", logging.INFO, "file", 1, message, arguments, None)
    record.request = object()

    assert NoPersonalData().filter(record)

    assert record.getMessage() == written
    assert not hasattr(record, "request")


def test_a_logged_failure_shows_the_way_but_not_what_was_in_it() -> None:
    try:
        raise ValueError("Ailsa's leg")
    except ValueError as fault:
        text = PlainFormatter().formatException((type(fault), fault, fault.__traceback__))

    assert "ValueError raised" in text
    assert "test_a_logged_failure" in text
    assert "Ailsa" not in text


@pytest.mark.parametrize(
    ("text", "is_loopback"),
    [("127.0.0.1:8000", True), ("localhost:1", True), ("[::1]:8000", True), ("0.0.0.0:80", False)],
)
def test_an_address_knows_whether_it_is_this_machine_only(text: str, *, is_loopback: bool) -> None:
    address = Address.parse(text)

    assert str(address) == text
    assert address.is_loopback is is_loopback


@pytest.mark.parametrize("text", ["8000", "localhost", "localhost:http", ":8000"])
def test_half_an_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        Address.parse(text)
