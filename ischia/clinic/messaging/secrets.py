"""What of a message is nobody's business but its reader's? The secrets of links that open without an account."""

import re

_SECRET = re.compile(r"(?<=/)[\w:.-]{30,}(?=/|\s|$)")


def without_secrets(text: str) -> str:
    """The text with the key of every secret link cut out; ids of rows, which open nothing by themselves, too."""
    return _SECRET.sub("…", text)
