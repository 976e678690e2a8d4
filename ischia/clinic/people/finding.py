"""Which clients does the desk mean by a few letters, however they are written?

Names are compared folded: without case, without accents, and as they sound in compatibility letters, so that "muller"
finds "Müller" and "jose" finds "José". Numbers are compared by their digits. Neither database folds so by itself, and
a clinic's names are few: they are read whole, in one query, and compared here.
"""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from ischia.clinic.people.models import Client
from ischia.clinic.places.api import Clinic

SHORTEST = 2
"""Fewer letters find nobody."""

FEWEST_DIGITS = 3
"""A word of fewer digits is not looked for in phone numbers."""

_APART = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that Unicode does not take apart into a letter and its mark."""


def find_clients(clinic: Clinic, text: str, *, most: int) -> list[Client]:
    """Clients of whom every word is part of the name, the e-mail address or the phone number, by name. Two queries."""
    words = folded(text).split()
    if len("".join(words)) < SHORTEST:
        return []
    rows = Client.objects.filter(clinic=clinic).values_list("pk", "name", "email", "phone")
    found: list[UUID] = []
    for key, name, email, phone in rows.iterator():
        if _holds(words, f"{folded(name)} {email.casefold()}", digits(phone)):
            found.append(key)
            if len(found) == most:
                break
    return list(Client.objects.filter(pk__in=found))


def folded(text: str) -> str:
    """The text without case, accents and ligatures."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_APART)


def digits(text: str) -> str:
    """Only the digits; Unicode's own digits as plain ones."""
    return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdigit())


def _holds(words: Iterable[str], named: str, number: str) -> bool:
    return all(word in named or _is_in(digits(word), number) for word in words)


def _is_in(wanted: str, number: str) -> bool:
    return len(wanted) >= FEWEST_DIGITS and wanted.lstrip("0") in number
