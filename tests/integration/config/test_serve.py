"""`serve` prepares the demo, says where it is and how to sign in, stays small, and stops when told."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

LARGEST_KILOBYTES = 300 * 1024
PATIENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server of its own, the address it was told to listen on, and what it has printed so far."""

    process: subprocess.Popen[bytes]
    address: str
    said: Path
    var: Path


def environment(var: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "ischia.config.settings.demo",
        "ISCHIA_VAR": str(var),
    }


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    var = tmp_path_factory.mktemp("var")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    said = var / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "serve", "--address", address],
            env=environment(var),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        running = Running(process=process, address=address, said=said, var=var)
        wait_for(running)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def wait_for(running: Running) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.process.poll() is None:
        try:
            urlopen(f"http://{running.address}/healthz", timeout=5).close()
        except URLError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(running.said.read_text())


def test_the_first_page_is_served_with_its_style_from_the_same_host(running: Running) -> None:
    with urlopen(f"http://{running.address}/", timeout=PATIENCE) as response:
        assert response.status == 200
    with urlopen(f"http://{running.address}/healthz", timeout=PATIENCE) as response:
        assert json.load(response) == {"status": "ok"}


def test_it_says_where_it_is_and_how_to_sign_in(running: Running) -> None:
    said = running.said.read_text()

    assert f"http://{running.address}" in said
    assert "ailsa@forth.example" in said
    assert str(running.var / "mail") in said


def test_another_host_name_is_refused(running: Running) -> None:
    connection = HTTPConnection(running.address, timeout=PATIENCE)
    connection.request("GET", "/", headers={"Host": "evil.example"})

    assert connection.getresponse().status == 400
    connection.close()


def test_it_takes_less_than_300_megabytes(running: Running) -> None:
    own = running.process.pid

    sizes = [kilobytes for pid, parent, kilobytes in processes() if own in (pid, parent)]

    assert len(sizes) == 2
    assert sum(sizes) < LARGEST_KILOBYTES


def test_the_worker_beside_the_pages_does_what_comes_round(running: Running) -> None:
    until, done = time.monotonic() + PATIENCE, 0
    with closing(sqlite3.connect(running.var / "ischia.sqlite3")) as database:
        while not done and time.monotonic() < until:
            time.sleep(0.2)
            (done,) = database.execute("SELECT count(*) FROM messaging_jobstate WHERE result = 'done'").fetchone()

    assert done


def test_the_demo_is_not_served_to_other_machines_because_its_passwords_are_public(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "serve", "--address", "0.0.0.0:8000"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert "on this machine only" in done.stderr


def test_broken_knowledge_stops_the_start_with_file_and_reason(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from ischia.config.management.commands import serve\n"
        "from ischia.knowledge import Fault, KnowledgeFault\n"
        "def broken(): raise KnowledgeFault((Fault('red_flags/x.yaml', 'when', 'names no finding'),))\n"
        "serve.load_knowledge = broken\n"
        "from django.core.management import call_command\n"
        "call_command('serve')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode != 0
    assert "red_flags/x.yaml: when: names no finding" in done.stderr


def processes() -> Iterator[tuple[int, int, int]]:
    """Every process of this machine: its number, its parent's, and the memory it takes in kilobytes."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    for line in table.splitlines():
        pid, parent, kilobytes = map(int, line.split())
        yield pid, parent, kilobytes
