"""The command line: the pathway for a terminal, for people and for machines. `main` is the entry point."""

from ischia.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    app()
