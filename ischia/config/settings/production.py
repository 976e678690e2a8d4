"""Which settings hold where real people are treated? `manage check --deploy` is clean here."""

from django.core.exceptions import ImproperlyConfigured

from ischia.config.settings.base import *  # noqa: F403 - settings modules extend one another by name
from ischia.config.settings.base import ALLOWED_HOSTS, ENVIRONMENT, SECRET_KEY

if not SECRET_KEY:
    raise ImproperlyConfigured("ISCHIA_SECRET_KEY is empty: set 50 or more random characters and keep them secret.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ISCHIA_ALLOWED_HOSTS is empty: name the hosts this installation answers to.")
if not ENVIRONMENT.email_host:
    raise ImproperlyConfigured("ISCHIA_EMAIL_HOST is empty: clients sign in by e-mail code, so e-mail must work.")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-ischia_session"
CSRF_COOKIE_NAME = "__Host-ischia_csrf"

if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    AXES_IPWARE_PROXY_COUNT = 1
    AXES_IPWARE_PROXY_ORDER = "right-most"
    AXES_IPWARE_META_PRECEDENCE_ORDER = ("HTTP_X_FORWARDED_FOR", "REMOTE_ADDR")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENVIRONMENT.email_host
EMAIL_PORT = ENVIRONMENT.email_port
EMAIL_HOST_USER = ENVIRONMENT.email_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.email_password.get_secret_value()
EMAIL_USE_TLS = ENVIRONMENT.email_use_tls
