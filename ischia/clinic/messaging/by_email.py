"""How does a letter become an e-mail? Through Django's e-mail backend: SMTP, or whatever the settings name."""

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from ischia.clinic.messaging.carriers import Letter, NotSent, OutcomeUnknown

_FINAL = 500
"""SMTP replies from here on are for good; those below say that trying again may help (RFC 5321, 4.2.1)."""


class EmailCarrier:
    """SMTP takes the same message twice as two, so a letter whose outcome is unknown is not handed over again.

    Its Message-ID is the message's own all the same: a mailbox that drops duplicates can tell.
    """

    is_idempotent = False

    def __init__(self) -> None:
        self._connection = get_connection()

    def open(self) -> None:
        """Connect, agree on encryption and sign in."""
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as fault:
            raise NotSent(f"no connection: {type(fault).__name__}") from fault

    def send(self, letter: Letter) -> str:
        """Hand the letter over; its Message-ID."""
        message = email_of(letter)
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise NotSent(f"address refused: {codes[0]}", is_final=min(codes) >= _FINAL) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotSent(f"refused: {refused.smtp_code}", is_final=refused.smtp_code >= _FINAL) from refused
        except (OSError, smtplib.SMTPException) as fault:
            raise OutcomeUnknown(type(fault).__name__) from fault
        return str(message.extra_headers["Message-ID"])

    def close(self) -> None:
        """Say goodbye, or hang up."""
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            return


def email_of(letter: Letter) -> EmailMessage:
    """The e-mail: to one person, from the clinic, never answered by a machine (RFC 3834).

    What is not treatment can be unsubscribed from with one click (RFC 8058).
    """
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": f"<{letter.id}@{address.partition('@')[2]}>", "Auto-Submitted": "auto-generated"}
    if letter.stop_link:
        headers |= {"List-Unsubscribe": f"<{letter.stop_link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMessage(
        letter.subject,
        letter.text,
        formataddr((letter.sender, address)),
        [letter.to],
        headers=headers,
        reply_to=[letter.reply_to] if letter.reply_to else None,
    )
    for file in letter.files:
        content = file.data.decode() if file.content_type.startswith("text/") else file.data
        message.attach(file.name, content, file.content_type)
    return message
