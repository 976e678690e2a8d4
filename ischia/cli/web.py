"""How do the two commands of the web clinic reach it, when it is installed?"""

import os
import sys

import typer

from ischia.cli.reporting import EXIT_BAD_INPUT

HOW_TO_INSTALL = "The web clinic is not installed. Install it with: pip install 'ischia[clinic]'"
DEFAULT_SETTINGS = "ischia.config.settings.demo"


def serve_clinic(host: str, port: int) -> None:
    """Migrate, and serve the clinic on `host` and `port`."""
    _command("serve", "--host", host, "--port", str(port))


def load_demo() -> None:
    """Load the demo clinic."""
    _command("load_demo")


def _command(*arguments: str) -> None:
    """Run a management command. Django is imported here and nowhere else in `ischia.cli`."""
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        print(HOW_TO_INSTALL, file=sys.stderr)
        raise typer.Exit(EXIT_BAD_INPUT) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEFAULT_SETTINGS)
    execute_from_command_line(["ischia", *arguments])
