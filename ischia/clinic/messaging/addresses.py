"""At which address does the outside reach a page of ours? For messages that no request has asked for."""

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of `path`; the path alone where the installation has not said what it is called."""
    return f"{settings.ISCHIA_PUBLIC_URL.rstrip('/')}{path}"
