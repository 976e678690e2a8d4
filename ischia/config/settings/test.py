"""Which settings hold in tests? Production's rules with a fast password hasher, e-mail in memory and plain HTTP."""

import os
import tempfile
from pathlib import Path

from ischia.config.settings.base import *  # noqa: F403 - settings modules extend one another by name
from ischia.config.settings.base import DATABASES, MIDDLEWARE

SECRET_KEY = "a key for tests only, of fifty characters and some more"  # noqa: S105 - guards nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A live server of the tests serves static files by itself.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
ISCHIA_CLINIC = "demo"

# A live server answers from other threads, which an in-memory SQLite database would not let in: test on a file.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"ischia-test-{os.getuid()}-{os.getpid()}.sqlite3")
    }
    # Losing a test database to a power cut costs nothing; waiting for the disk at every commit does.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
