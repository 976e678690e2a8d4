"""Which settings hold in every installation?"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ischia.config.databases import database_from
from ischia.config.environment import Environment, listed

ENVIRONMENT = Environment()

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value()
ALLOWED_HOSTS = listed(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = listed(ENVIRONMENT.trusted_origins)

# The house, bottom to top (DESIGN.md section 3): a later app may import an earlier one, never the reverse.
CLINIC_APPS = [
    "ischia.clinic.audit",
    "ischia.clinic.places",
    "ischia.clinic.people",
    "ischia.clinic.messaging",
    "ischia.clinic.diary",
    "ischia.clinic.screen",
    "ischia.clinic.assess",
    "ischia.clinic.plan",
    "ischia.clinic.match",
    "ischia.clinic.book",
    "ischia.clinic.book.waitlist",
    "ischia.clinic.book.feeds",
    "ischia.clinic.book.repair",
    "ischia.clinic.conversation",
    "ischia.clinic.receipts",
    "ischia.clinic.intake",
    "ischia.clinic.treat",
    "ischia.clinic.track",
    "ischia.clinic.decide",
    "ischia.clinic.transfer",
    "ischia.clinic.overview",
    "ischia.clinic.web",
    "ischia.clinic.endpoints",
    "ischia.clinic.demo",
]

INSTALLED_APPS = [
    *CLINIC_APPS,
    "ischia.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    # Both would rewrite TEMPLATES at the start and undo each other; the loaders below are written by hand.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ischia.config.middleware.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ischia.clinic.places.middleware.ClinicMiddleware",
    "ischia.config.middleware.ErrorsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ischia.config.urls"
WSGI_APPLICATION = "ischia.config.wsgi.application"
ASGI_APPLICATION = "ischia.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "django.templatetags.i18n",
                "ischia.clinic.places.templatetags.telephone",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ischia.clinic.people.context_processors.people",
            ],
        },
    }
]

DATABASES = {"default": database_from(ENVIRONMENT.database, pool=ENVIRONMENT.database_pool)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "ischia_session"
CSRF_COOKIE_NAME = "ischia_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
# Attempt counters must be shared by all processes; the table is made by a migration of the people app.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "ischia_cache"}}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.var / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "ischia.clinic.people.backend.UserWithRolesBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
ISCHIA_HOME_OF_ROLE = {"client": "/me/", "therapist": "/treat/", "front_desk": "/treat/", "owner": "/treat/"}
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ischia.clinic.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"request_login_code": "ischia.clinic.people.forms.EmailCodeForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up by themselves (AccountAdapter); naming the password keeps its field on the staff's sign-in page.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Six of twenty letters, as in QPT-PRT: 64 million codes, three tries each, three codes in five minutes.
ALLAUTH_USER_CODE_FORMAT = {"length": 6}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "ischia.clinic.people.display.shown_name"
# A passkey is another way in beside the code, never a second lock behind it (PasskeyAdapter).
MFA_ADAPTER = "ischia.clinic.people.adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The pages ask for a recent sign-in themselves (ischia.clinic.people.passkeys): allauth would ask for a password.
MFA_REAUTHENTICATION_REQUIRED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
# A clinic is one address on the internet: limits per address must leave room for everybody behind it.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "120/m/ip,10/5m/key",
    "request_login_code": "60/m/ip,3/5m/key",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "ischia.clinic.people.throttling.login_name"
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_CALLABLE = "ischia.clinic.people.throttling.locked_out"
AXES_CLIENT_STR_CALLABLE = "ischia.clinic.people.throttling.no_personal_data"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# What the browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = "camera=(), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from
SERVER_EMAIL = ENVIRONMENT.email_from
EMAIL_TIMEOUT = 10

# By what messages leave the house (ischia.clinic.messaging.carriers). Without a channel here nothing goes out by it.
ISCHIA_CARRIERS = {"email": "ischia.clinic.messaging.by_email.EmailCarrier"}
if ENVIRONMENT.twilio_account:
    ISCHIA_CARRIERS["text"] = "ischia.clinic.messaging.by_text.TwilioCarrier"
ISCHIA_TWILIO_URL = ENVIRONMENT.twilio_url
ISCHIA_TWILIO_ACCOUNT = ENVIRONMENT.twilio_account
ISCHIA_TWILIO_TOKEN = ENVIRONMENT.twilio_token.get_secret_value()
ISCHIA_TWILIO_FROM = ENVIRONMENT.twilio_from

ISCHIA_CLINIC = ENVIRONMENT.clinic
ISCHIA_VAR = ENVIRONMENT.var
ISCHIA_DEMO = False
ISCHIA_PUBLIC_URL = ENVIRONMENT.public_url
ISCHIA_CALENDAR_HOSTS = listed(ENVIRONMENT.calendar_hosts)

# No request body, query string or person's data goes to the log: see ischia.config.logs.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "ischia.config.logs.NoPersonalData"}},
    "formatters": {"plain": {"()": "ischia.config.logs.PlainFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_personal_data"]},
    },
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django": {"handlers": ["console"], "level": ENVIRONMENT.log_level, "propagate": False},
        # It reports every sign-in; who signs in is in the audit trail of the acts that follow.
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Each step of setting a letter in type.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
