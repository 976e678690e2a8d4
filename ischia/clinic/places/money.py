"""How is a price said?"""

from ischia.clinic.places.models import Clinic

_SYMBOLS = {"GBP": "\u00a3", "EUR": "\u20ac", "USD": "$"}


def money(minor: int, clinic: Clinic) -> str:
    """A price in the clinic's currency; `minor` is in its minor units, pence or the like."""
    symbol = _SYMBOLS.get(clinic.currency, f"{clinic.currency} ")
    return f"{symbol}{minor // 100}.{minor % 100:02d}"
