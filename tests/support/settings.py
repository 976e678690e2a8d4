"""How do tests that need Django get it?"""

import os

import django


def use_test_settings() -> None:
    """Set Django up with the test settings, unless the environment names others. Twice does no harm."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ischia.config.settings.test")
    django.setup()
