"""How is a calendar fetched from another host, so that nobody can make us call where we should not?

Only https, only hosts on the installation's list, only addresses of the public internet (looked up once, and that very
address is then called), no redirect off the list, not more than a size and a time. Never during a page.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from ischia.interop.ical.api import LARGEST
from ischia.pathway.shared.errors import Refused

SECONDS = 10.0
REDIRECTS = 3
CHUNK = 65_536
MOVED = frozenset({301, 302, 303, 307, 308})
OK = 200

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, str, int, float], http.client.HTTPConnection]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What fetching asks of the outside; tests put a server of their own in its place."""

    resolve: Resolve
    connect: Connect


def fetch(url: str, *, hosts: Collection[str], network: Network | None = None) -> bytes:
    """What stands at `url`.

    Raises:
        Refused: `not_https`, `host_not_listed`, `private_address`, `too_many_redirects`, `unreachable`, `too_slow`,
            `too_large`, `bad_answer`. The message names no address: it is often a secret.
    """
    outside = network or INTERNET
    by = time.monotonic() + SECONDS
    for _hop in range(REDIRECTS + 1):
        target = check_url(url, hosts)
        status, location, body = _get(target, outside, by)
        if status == OK:
            return body
        if status not in MOVED or not location:
            raise Refused("bad_answer", f"The calendar's host answered {status}.")
        url = urljoin(url, location)
    raise Refused("too_many_redirects", f"The address leads on more than {REDIRECTS} times.")


def check_url(url: str, hosts: Collection[str]) -> SplitResult:
    """Refuse an address that we would not call."""
    try:
        target = urlsplit(url.strip())
        port = target.port
    except ValueError:
        raise Refused("not_https", "This is not an address.", field="url") from None
    if target.scheme == "webcal":
        target = target._replace(scheme="https")
    if target.scheme != "https" or target.username or target.password or port not in (None, 443):
        raise Refused("not_https", "The address must begin with https:// and name no port or password.", field="url")
    if (target.hostname or "") not in {host.lower() for host in hosts}:
        raise Refused("host_not_listed", "Calendars may not be read from this host.", field="url")
    return target


def check_public(address: str) -> None:
    """Refuse an address that is not on the public internet."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    if not (mapped or found).is_global or found.is_multicast:
        raise Refused("private_address", "The host leads to an address that is not on the public internet.")


def _get(target: SplitResult, outside: Network, by: float) -> tuple[int, str, bytes]:
    host = target.hostname or ""
    try:
        addresses = outside.resolve(host, 443)
        for address in addresses:
            check_public(address)
        if not addresses:
            raise Refused("unreachable", "The calendar's host could not be found.")
        connection = outside.connect(host, addresses[0], 443, _left(by))
        try:
            path = target.path or "/"
            connection.request("GET", f"{path}?{target.query}" if target.query else path, headers=_HEADERS)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", _body(answer, by) if answer.status == OK else b""
        finally:
            connection.close()
    except TimeoutError:
        raise Refused("too_slow", "The calendar's host took too long.") from None
    except (OSError, http.client.HTTPException) as broken:
        raise Refused("unreachable", "The calendar's host could not be reached.") from broken


_HEADERS = {"Accept": "text/calendar", "User-Agent": "Ischia calendar reader", "Accept-Encoding": "identity"}


def _body(answer: http.client.HTTPResponse, by: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise Refused("too_large", f"The calendar is larger than {LARGEST // 1_000_000} megabytes.")
        _left(by)
    return b"".join(parts)


def _left(by: float) -> float:
    left = by - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _PinnedConnection(http.client.HTTPSConnection):
    """Calls one address, and believes it only with a certificate for the host's name."""

    def __init__(self, host: str, address: str, port: int, timeout: float) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._trust)
        self._address = address

    def connect(self) -> None:
        """Not to wherever the name leads by now: to the address that was checked."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


INTERNET = Network(resolve=_resolve, connect=_PinnedConnection)
