"""Which number does a text message go to?"""

import phonenumbers


def number_to_text(phone: str, locale: str) -> str:
    """The number as the world calls it (E.164: +447700900123); empty for one that no text can reach.

    `locale` ("en-gb") says which country a number without a country is of.
    """
    try:
        number = phonenumbers.parse(phone, locale.rpartition("-")[2].upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    is_fixed = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
    if is_fixed or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
