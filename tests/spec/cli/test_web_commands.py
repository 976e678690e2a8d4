"""What do the commands of the web clinic do where it is not installed? They say how to install it, in one line."""

import subprocess
import sys

import pytest

from tests.spec.cli.running import run


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_without_the_clinic_extra_the_command_says_how_to_install_it(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "django.core.management", None)

    result = run(command)

    assert result.exit_code == 2
    assert result.stderr == "The web clinic is not installed. Install it with: pip install 'ischia[clinic]'\n"


def test_the_command_line_needs_no_django() -> None:
    code = "import sys; import ischia.cli; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
