"""Fetching goes to listed hosts on the public internet, over https, within a size and a time, and nowhere else."""

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ischia.clinic.book.feeds import fetching
from ischia.clinic.book.feeds.fetching import INTERNET, Network, check_public, fetch
from ischia.pathway.shared.errors import Refused

HOSTS = ["calendar.example", "cdn.example"]
PUBLIC = "93.184.215.14"


class Answer:
    """An answer as the standard library hands it out."""

    def __init__(self, status: int = 200, *, location: str = "", parts: tuple[bytes, ...] = (b"BEGIN",)) -> None:
        self.status, self._location, self._parts = status, location, iter(parts)

    def getheader(self, name: str) -> str | None:
        return self._location if name == "Location" else None

    def read1(self, size: int) -> bytes:
        return next(self._parts, b"")


@dataclass
class Elsewhere:
    """The outside world: which host leads to which addresses, and what each answers in turn."""

    answers: list[Answer | Exception]
    addresses: list[str] = field(default_factory=lambda: [PUBLIC])
    called: list[tuple[str, str, str]] = field(default_factory=list)

    def network(self) -> Network:
        return Network(resolve=lambda host, port: self.addresses, connect=self._connect)

    def _connect(self, host: str, address: str, port: int, timeout: float) -> http.client.HTTPConnection:
        world = self

        class Connection(http.client.HTTPConnection):
            def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
                world.called.append((host, address, url))

            def getresponse(self) -> Any:
                answer = world.answers.pop(0)
                if isinstance(answer, Exception):
                    raise answer
                return answer

        return Connection(host)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    assert "secret" not in refused.value.message
    return refused.value.code


def get(outside: Elsewhere, url: str = "https://calendar.example/secret.ics?key=1") -> bytes:
    return fetch(url, hosts=HOSTS, network=outside.network())


def test_address_that_was_looked_up_is_the_one_called() -> None:
    outside = Elsewhere(answers=[Answer(parts=(b"BEGIN:", b"VCALENDAR"))])
    assert get(outside) == b"BEGIN:VCALENDAR"
    assert outside.called == [("calendar.example", PUBLIC, "/secret.ics?key=1")]


def test_webcal_is_read_over_https() -> None:
    assert get(Elsewhere(answers=[Answer()]), "webcal://calendar.example/a.ics") == b"BEGIN"


def test_redirect_to_a_listed_host_is_followed() -> None:
    outside = Elsewhere(answers=[Answer(302, location="https://cdn.example/b.ics"), Answer()])
    assert get(outside) == b"BEGIN"
    assert [host for host, _, _ in outside.called] == ["calendar.example", "cdn.example"]


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://evil.example/", "host_not_listed"),
        ("http://calendar.example/", "not_https"),
        ("https://169.254.169.254/latest/meta-data", "host_not_listed"),
        ("", "bad_answer"),
    ],
)
def test_redirect_off_the_list_is_not_followed(location: str, why: str) -> None:
    outside = Elsewhere(answers=[Answer(302, location=location)])
    assert code(lambda: get(outside)) == why
    assert len(outside.called) == 1


def test_redirects_without_end_are_ended() -> None:
    outside = Elsewhere(answers=[Answer(302, location="/again") for _ in range(9)])
    assert code(lambda: get(outside)) == "too_many_redirects"
    assert len(outside.called) == 4


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "224.0.0.1",
        "100.64.0.1",
    ],
)
def test_private_addresses_are_refused_however_the_host_is_called(address: str) -> None:
    assert code(lambda: check_public(address)) == "private_address"
    outside = Elsewhere(answers=[Answer()], addresses=[PUBLIC, address])
    assert code(lambda: get(outside)) == "private_address"
    assert outside.called == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (TimeoutError(), "too_slow"),
        (ConnectionResetError(), "unreachable"),
        (http.client.BadStatusLine("x"), "unreachable"),
        (OSError("certificate verify failed"), "unreachable"),
    ],
)
def test_what_goes_wrong_on_the_way_is_told_without_the_address(broken: Exception, why: str) -> None:
    assert code(lambda: get(Elsewhere(answers=[broken]))) == why


@pytest.mark.parametrize("status", [204, 401, 404, 500])
def test_any_other_answer_is_refused(status: int) -> None:
    assert code(lambda: get(Elsewhere(answers=[Answer(status)]))) == "bad_answer"


def test_host_that_does_not_exist_is_told() -> None:
    assert code(lambda: get(Elsewhere(answers=[], addresses=[]))) == "unreachable"


def test_file_that_is_too_large_is_not_read_to_its_end() -> None:
    parts = tuple(b"x" * 500_000 for _ in range(100))
    assert code(lambda: get(Elsewhere(answers=[Answer(parts=parts)]))) == "too_large"


def test_host_that_drips_is_left_after_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.05)

    class Dripping(Answer):
        def read1(self, size: int) -> bytes:
            time.sleep(0.02)
            return b"x"

    assert code(lambda: get(Elsewhere(answers=[Dripping()]))) == "too_slow"


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server on this machine with a certificate of its own for calendar.example: its port and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calendar.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("calendar.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = tmp_path / "certificate.pem", tmp_path / "key.pem"
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Serving)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, trusted
    server.shutdown()
    thread.join()
    server.server_close()


class Serving(BaseHTTPRequestHandler):
    """Answers with the host that was asked for."""

    def do_GET(self) -> None:
        body = f"asked {self.headers['Host'].split(':')[0]} for {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def over_tls(port: int, host: str = "calendar.example") -> bytes:
    """Fetches as in earnest, but from this machine, which the lookup pretends to be on the public internet."""

    def connect(name: str, address: str, _port: int, timeout: float) -> http.client.HTTPConnection:
        assert address == PUBLIC
        return INTERNET.connect(name, "127.0.0.1", port, timeout)

    network = Network(resolve=lambda name, _port: [PUBLIC], connect=connect)
    return fetch(f"https://{host}/a.ics", hosts=HOSTS, network=network)


def test_pinned_address_is_called_and_the_certificate_is_checked_for_the_hosts_name(
    tls_server: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, trusted = tls_server
    assert code(lambda: over_tls(port)) == "unreachable"  # nobody vouches for the certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    assert over_tls(port) == b"asked calendar.example for /a.ics"
    assert code(lambda: over_tls(port, "cdn.example")) == "unreachable"  # a certificate for another name
