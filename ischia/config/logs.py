"""What may a log line say? Method, path and status; never a query string, a body, an address, a name or a secret."""

import logging
import re
from typing import Any

_QUERY = re.compile(r"\?\S*")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SECRET = re.compile(r"(?<=/)[\w-]{40,}")
"""The key that some addresses of ours carry; ids are shorter."""


class NoPersonalData(logging.Filter):
    """Cuts query strings, e-mail addresses and secrets from the message and drops the request object."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_personal_data(record.getMessage())
        record.args = None
        if hasattr(record, "request"):
            del record.request
        return True


class PlainFormatter(logging.Formatter):
    """One line per event. A failure adds the places in the code it passed, without values or the error's own text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", *args, **kwargs)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name logging calls
        kind, _, traceback = ei
        places = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            places.append(f"  {code.co_filename}:{traceback.tb_lineno} in {code.co_name}")
            traceback = traceback.tb_next
        return "\n".join([f"{kind.__name__} raised; the way there:", *places])


def without_personal_data(text: str) -> str:
    """`text` without query strings, e-mail addresses and the secrets of links."""
    return _SECRET.sub("[secret]", _EMAIL.sub("[e-mail]", _QUERY.sub("?[cut]", text)))
