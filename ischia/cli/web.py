"""How do the commands of the web clinic reach it, when it is installed?"""

import os
import sys

import typer

from ischia.cli.reporting import EXIT_BAD_INPUT

HOW_TO_INSTALL = "The web clinic is not installed. Install it with: pip install 'ischia[clinic]'"
DEFAULT_SETTINGS = "ischia.config.settings.demo"


def serve_clinic(address: str, *, with_worker: bool) -> None:
    """Serve the clinic on `address`, host:port, with a worker beside it unless another process runs one."""
    _manage(("serve", "--address", address, *(() if with_worker else ("--no-worker",))))


def run_worker(*, once: bool) -> None:
    """Do what comes round and send what waits, until stopped, or once."""
    _manage(("worker", "--once") if once else ("worker",))


def load_demo() -> None:
    """Migrate, and load the demo clinic once."""
    _manage(("migrate", "--no-input", "--verbosity", "0"), ("load_demo",))


def _manage(*commands: tuple[str, ...]) -> None:
    """Run management commands in turn. Django is imported here and nowhere else in `ischia.cli`."""
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        print(HOW_TO_INSTALL, file=sys.stderr)
        raise typer.Exit(EXIT_BAD_INPUT) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEFAULT_SETTINGS)
    for command in commands:
        execute_from_command_line(["ischia", *command])
