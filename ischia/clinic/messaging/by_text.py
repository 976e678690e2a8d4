"""How does a letter become a text message? By Twilio's HTTP interface, or as a file on the demo."""

import base64
import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from ischia.clinic.messaging.carriers import Letter, NotSent, OutcomeUnknown

PATIENCE = 10.0
"""Seconds that an answer is waited for."""

CREATED, BAD_REQUEST, TOO_MANY, SERVER_FAULT = 201, 400, 429, 500


class TwilioCarrier:
    """One POST to `/2010-04-01/Accounts/{account}/Messages.json` for each text, as Twilio documents it.

    That address knows no key by which it would recognise a request sent twice, so an unknown outcome stays one. A 429
    "is never processed and is always safe to retry" (Twilio, error 20429).
    """

    is_idempotent = False

    def __init__(self) -> None:
        self._url = urlsplit(settings.ISCHIA_TWILIO_URL)
        self._connection: HTTPConnection | None = None

    def open(self) -> None:
        """Connect; nothing is said yet."""
        host, port = self._url.hostname or "", self._url.port
        secure = self._url.scheme == "https"
        connection = (
            HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
            if secure
            else HTTPConnection(host, port, timeout=PATIENCE)
        )
        try:
            connection.connect()
        except OSError as fault:
            raise NotSent(f"no connection: {type(fault).__name__}") from fault
        self._connection = connection

    def send(self, letter: Letter) -> str:
        """Hand the text over; Twilio's name for it (`SM...`)."""
        if self._connection is None:
            raise NotSent("not connected")
        try:
            self._connection.request("POST", _path(), urlencode(_form(letter)), _headers())
            response = self._connection.getresponse()
            status, body = response.status, response.read()
        except (OSError, HTTPException) as fault:
            raise OutcomeUnknown(type(fault).__name__) from fault
        return _named(status, body)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _path() -> str:
    return f"/2010-04-01/Accounts/{settings.ISCHIA_TWILIO_ACCOUNT}/Messages.json"


def _form(letter: Letter) -> dict[str, str]:
    return {"To": letter.to, "From": settings.ISCHIA_TWILIO_FROM, "Body": letter.text}


def _headers() -> dict[str, str]:
    secret = f"{settings.ISCHIA_TWILIO_ACCOUNT}:{settings.ISCHIA_TWILIO_TOKEN}"
    return {
        "Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }


def _named(status: int, body: bytes) -> str:
    """What the answer says: created with a name, refused, or nothing to rely on."""
    told = _read(body)
    if status == CREATED:
        return str(told.get("sid", ""))
    if BAD_REQUEST <= status < SERVER_FAULT:
        raise NotSent(f"refused: {told.get('code') or status}", is_final=status != TOO_MANY)
    raise OutcomeUnknown(f"HTTP {status}")


def _read(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


class FileCarrier:
    """Keeps each text as a file under `var/texts`, for the demo. The same letter is the same file."""

    is_idempotent = True

    def open(self) -> None:
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)

    def send(self, letter: Letter) -> str:
        """Writes the text; the file's name."""
        path = _folder() / f"{letter.id}.txt"
        path.touch(mode=0o600)
        path.write_text(f"To: {letter.to}\n\n{letter.text}\n", encoding="utf-8")
        return path.name

    def close(self) -> None:
        """Nothing is open."""


def _folder() -> Path:
    return Path(settings.ISCHIA_VAR) / "texts"
