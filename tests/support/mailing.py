"""Which servers take the messages of a test? Real ones on this machine: they write down what they got."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from django.test import override_settings

from scripts.postgres import free_port


@dataclass
class PostOffice:
    """What an SMTP server got, in order. `answers` are replies to give instead of taking the mail, first one first."""

    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hangs_up: bool = False

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            assert server.transport is not None
            server.transport.close()
        return "250 taken"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A real SMTP server in a thread, to which the block's e-mails go."""
    office = PostOffice()
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
            EMAIL_USE_TLS=False,
            EMAIL_HOST_USER="",
        ):
            yield office
    finally:
        controller.stop()


@dataclass
class Gateway:
    """What a server that answers as Twilio documents it got. `answers` are (status, body) to give instead."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    hangs_up: bool = False


ACCOUNT, TOKEN = "AC" + "0" * 32, "a token"


@contextmanager
def text_gateway() -> Iterator[Gateway]:
    """A real HTTP server in a thread, to which the block's text messages go."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            gateway.requests.append({"path": self.path, "authorization": self.headers["Authorization"], **form})
            if gateway.hangs_up:
                self.close_connection = True
                return
            sid = f"SM{len(gateway.requests):032}"
            status, told = gateway.answers.pop(0) if gateway.answers else (201, {"sid": sid, "status": "queued"})
            payload = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args: Any) -> None:
            """Say nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with override_settings(
            ISCHIA_TWILIO_URL=f"http://127.0.0.1:{server.server_port}",
            ISCHIA_TWILIO_ACCOUNT=ACCOUNT,
            ISCHIA_TWILIO_TOKEN=TOKEN,
            ISCHIA_TWILIO_FROM="+441314960000",
        ):
            yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
