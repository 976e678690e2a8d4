"""How is an amount of money said, and read from what somebody typed?

Amounts are whole numbers of the currency's smallest unit (pence, cents, satang; yen have none smaller). How they are
written follows the language of the page; Babel knows both.
"""

from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale

from ischia.clinic.places.models import Clinic


def money(minor: int, clinic: Clinic) -> str:
    """A price in the clinic's currency."""
    return amount(minor, clinic.currency)


def amount(minor: int, currency: str) -> str:
    """An amount as the language of the page writes it: £52.00, 52,00 €."""
    return format_currency(major(minor, currency), currency, locale=_locale())


def major(minor: int, currency: str) -> Decimal:
    """The amount in whole units with its decimals: 5200 pence are 52.00."""
    return Decimal(minor).scaleb(-decimals(currency))


def minor_units(typed: Decimal, currency: str) -> int:
    """What somebody typed, in the smallest unit. Forms see to it that there are no more decimals than there are."""
    return int(typed.scaleb(decimals(currency)).to_integral_value())


def decimals(currency: str) -> int:
    """How many decimals the currency has."""
    return get_currency_precision(currency)


def _locale() -> Locale:
    try:
        return Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(to_locale(settings.LANGUAGE_CODE))
