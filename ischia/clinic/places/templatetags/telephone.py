"""How is a telephone number written into a link that dials it?"""

import re

from django.template import Library

register = Library()

_NOT_DIALLED = re.compile(r"[^0-9+*#]")


@register.filter
def dialled(number: str) -> str:
    """The number without what is only there to read it by: RFC 3966 allows no spaces in a `tel:` address."""
    return _NOT_DIALLED.sub("", number)
