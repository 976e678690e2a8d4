"""How is a server started, asked and weighed from outside, as a browser would?"""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 300.0


class NotServed(Exception):
    """The server did not answer in time."""


@dataclass(frozen=True, slots=True)
class Browser:
    """One visitor with cookies, on one server."""

    base: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def get(self, path: str) -> str:
        """The page behind the path, redirects followed; raises for a status that is an error."""
        return self._open(urllib.request.Request(self.base + path))

    def led_to(self, path: str) -> str:
        """The path of the page that `path` leads to, redirects followed."""
        with self._answer(urllib.request.Request(self.base + path)) as answer:
            return str(urllib.parse.urlsplit(answer.geturl()).path)

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        """Submit a form of the page at `path`, with the token that the page carries."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        data = {**fields, "csrfmiddlewaretoken": token.group(1) if token else ""}
        request = urllib.request.Request(self.base + path, data=urllib.parse.urlencode(data).encode())
        request.add_header("Referer", self.base + path)
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> str:
        with self._answer(request) as answer:
            return str(answer.read().decode())

    def _answer(self, request: urllib.request.Request) -> Any:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        return opener.open(request, timeout=30)


@contextmanager
def served(command: Sequence[str], base: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a server until the block ends; yield its process id once its front page answers."""
    with subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(base, process)
            yield process.pid
        finally:
            process.terminate()


def wait_for(base: str, process: "subprocess.Popen[bytes]") -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        if process.poll() is not None:
            raise NotServed(f"the server ended with {process.returncode}")
        try:
            Browser(base).get("/")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise NotServed(f"no answer from {base} within {PATIENCE:.0f} s")


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def resident_megabytes(process: int) -> float:
    """What a process and its children hold in memory together, shared pages counted in each: an upper bound."""
    own = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    return (int(own.group(1)) / 1024 if own else 0) + sum(resident_megabytes(int(child)) for child in children)


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
