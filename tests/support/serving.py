"""How does a test run the real server in a process of its own, and stop and start the database under it?"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from scripts.postgres import QUICK_AND_FORGETFUL, free_port, make_cluster, readable_by_all, run, server_owner
from scripts.services import bring_postgresql

PATIENCE = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server, and who visits it (`ischia_session` is their cookie)."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    session: str

    def get(self, path: str, *, accept: str = "text/html") -> Answer:
        return self._ask("GET", path, {"Accept": accept})

    def post(self, path: str, fields: Mapping[str, str], *, accept: str = "text/html") -> Answer:
        token = "t" * 32
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, headers, urlencode({**fields, "csrfmiddlewaretoken": token}), token)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: str = "", token: str = "") -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = {"ischia_session": self.session, "ischia_csrf": token}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        try:
            connection.request(method, path, body=body or None, headers={**headers, "Cookie": cookie})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=named, body=response.read().decode())
        finally:
            connection.close()


class Cluster:
    """A PostgreSQL server of one's own that can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.owner, self.folder, self.data = server_owner(), folder, folder / "data"
        self.programs, self.port = bring_postgresql(), free_port()
        if self.owner:
            self.programs = readable_by_all(self.programs, folder)
            shutil.chown(folder, self.owner)
        options = {"port": str(self.port), "unix_socket_directories": str(folder), **QUICK_AND_FORGETFUL}
        make_cluster(self.owner, self.programs / "initdb", self.data, options)

    @property
    def url(self) -> str:
        return f"postgresql://ischia@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._pg_ctl("start", "--wait", "--log", str(self.folder / "log"))

    def stop(self) -> None:
        """At once, without a word to anybody, as when the machine fails."""
        self._pg_ctl("stop", "--mode", "immediate")

    def _pg_ctl(self, *arguments: str) -> None:
        run(self.owner, self.programs / "pg_ctl", *arguments, "--silent", "--pgdata", self.data)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A started cluster, in a folder that its user can reach."""
    with tempfile.TemporaryDirectory(prefix="ischia-cluster-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


@contextmanager
def served(environment: Mapping[str, str], folder: Path, *, session: str = "") -> Iterator[Served]:
    """`ischia serve` in a process of its own, with the demo's settings, until the block ends."""
    port, log = free_port(), folder / f"served-{time.monotonic_ns()}.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "serve", "--port", str(port)],
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield Served(process=process, port=port, log=log, session=session)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def environment_for(url: str, folder: Path, **more: str) -> dict[str, str]:
    """What a server process on this database gets to know."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "ischia.config.settings.demo",
        "ISCHIA_VAR": str(folder),
        "ISCHIA_DATABASE_URL": url,
        "ISCHIA_CLINIC": "demo",
        **more,
    }


def furnished(environment: Mapping[str, str]) -> dict[str, str]:
    """Migrate, and write who and what the visits need; how to visit (tests/support/furnishing.py)."""
    for module in (["django", "migrate", "--verbosity", "0"], ["tests.support.furnishing"]):
        done = subprocess.run(
            [sys.executable, "-m", *module], env=dict(environment), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    told: Any = json.loads(done.stdout)
    return dict(told)
