"""Which settings hold for the demo clinic on one's own machine? As in production, but plain HTTP on loopback."""

from ischia.config.secrets import kept_secret
from ischia.config.settings.base import *  # noqa: F403 - settings modules extend one another by name
from ischia.config.settings.base import ALLOWED_HOSTS, ENVIRONMENT, ISCHIA_CARRIERS, SECRET_KEY

ENVIRONMENT.var.mkdir(parents=True, exist_ok=True)
SECRET_KEY = SECRET_KEY or kept_secret(ENVIRONMENT.var / "secret_key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *ALLOWED_HOSTS]

# Loopback has no certificate; a Secure cookie would never come back.
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

# Nothing leaves the machine: /messages/demo/ shows what would have.
EMAIL_BACKEND = "ischia.config.mail.ConsoleAndFileBackend"
ISCHIA_CARRIERS = {**ISCHIA_CARRIERS, "text": "ischia.clinic.messaging.by_text.FileCarrier"}

ISCHIA_DEMO = True
