"""What has the demo written to files instead of sending it?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

MOST = 200
"""So many of the latest files are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One e-mail or text message. `files` are the names of what was attached."""

    at: datetime
    is_text: bool
    to: str
    subject: str
    text: str
    files: tuple[str, ...] = ()


def kept_files() -> list[KeptFile]:
    """The latest e-mails and text messages, latest first."""
    var = Path(settings.ISCHIA_VAR)
    paths = [*(var / "mail").glob("*.eml"), *(var / "texts").glob("*.txt")]
    latest = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[:MOST]
    return [_read_email(path) if path.suffix == ".eml" else _read_text(path) for path in latest]


def _at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _read_email(path: Path) -> KeptFile:
    message: EmailMessage = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return KeptFile(
        at=_at(path),
        is_text=False,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()).strip() if body is not None else "",
        files=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )


def _read_text(path: Path) -> KeptFile:
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    return KeptFile(at=_at(path), is_text=True, to=head.removeprefix("To: "), subject="", text=text.strip())
