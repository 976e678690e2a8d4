"""Production settings are safe as they come, and refuse to start half set."""

import os
import subprocess
import sys

import pytest

COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "ischia.config.settings.production",
    "ISCHIA_SECRET_KEY": "a-long-and-random-looking-key-0123456789-abcdefghij-for-this-test",
    "ISCHIA_ALLOWED_HOSTS": "clinic.example",
    "ISCHIA_EMAIL_HOST": "mail.example",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One Python process in production settings with nothing else from outside but the path."""
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, *arguments], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_djangos_deploy_check_has_nothing_to_say() -> None:
    done = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING", **COMPLETE)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("missing", ["ISCHIA_SECRET_KEY", "ISCHIA_ALLOWED_HOSTS", "ISCHIA_EMAIL_HOST"])
def test_a_missing_setting_stops_the_start_and_is_named(missing: str) -> None:
    environment = {name: value for name, value in COMPLETE.items() if name != missing}

    done = run("-m", "django", "check", **environment)

    assert done.returncode != 0
    assert f"{missing} is empty" in done.stderr


def test_the_demo_is_refused_in_production_because_its_passwords_are_public() -> None:
    done = run("-m", "django", "load_demo", **COMPLETE)

    assert done.returncode != 0
    assert "not a demo installation" in done.stderr


@pytest.mark.parametrize(("behind", "expected"), [("false", "None"), ("true", "('HTTP_X_FORWARDED_PROTO', 'https')")])
def test_a_proxys_header_is_believed_only_when_asked_for(behind: str, expected: str) -> None:
    code = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"

    done = run("-c", code, ISCHIA_BEHIND_PROXY=behind, **COMPLETE)

    assert done.stdout.strip() == expected, done.stderr


def test_production_cookies_are_bound_to_host_and_https() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_SECURE)"
    )

    done = run("-c", code, **COMPLETE)

    assert done.stdout.split() == ["__Host-ischia_session", "True", "True", "True"]
