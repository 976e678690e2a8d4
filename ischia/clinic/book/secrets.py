"""How does a link carry a right? Only a hash of its secret is kept, so our database opens nothing."""

from hashlib import sha256
from secrets import token_urlsafe

SECRET_BYTES = 32


def new_secret() -> str:
    """A secret that nobody can guess: 256 bits, fit for an address."""
    return token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> str:
    """What is kept of it. A plain hash will do: there is nothing to guess from 256 random bits."""
    return sha256(secret.encode()).hexdigest()
