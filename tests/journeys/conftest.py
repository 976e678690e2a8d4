"""In which browser do the journeys run?"""

import os
from typing import Any

import pytest

from scripts.services import bring_chromium
from tests.support.settings import use_test_settings

# Playwright's event loop runs in the test's own thread; the tests use the database only between its calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
use_test_settings()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Headless Chromium as the machine or the registry has it; root cannot use Chromium's own sandbox."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": str(bring_chromium()), "args": arguments}
