"""How does a command end: with its answer as text or JSON, or with one line per fault and the right exit code?"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import typer

from ischia.cli.page import Page
from ischia.knowledge import KnowledgeFault
from ischia.pathway.shared.errors import BadInput, NotFound, Refused

EXIT_OUR_FAULT = 1
"""Our own data cannot be used."""

EXIT_BAD_INPUT = 2


@contextmanager
def faults_reported() -> Iterator[None]:
    """Turn the errors that may leave an engine into lines on standard error and an exit code."""
    try:
        yield
    except BadInput as error:
        _end(EXIT_BAD_INPUT, *(str(fault) for fault in error.faults))
    except Refused as error:
        _end(EXIT_BAD_INPUT, f"{error.field}: {error.message}" if error.field else error.message)
    except NotFound as error:
        _end(EXIT_BAD_INPUT, str(error))
    except KnowledgeFault as error:
        _end(EXIT_OUR_FAULT, *(str(fault) for fault in error.faults))
    except RecursionError:
        _end(EXIT_BAD_INPUT, "document: is nested too deeply, or refers to itself.")


def _end(code: int, *lines: str) -> None:
    for line in lines:
        print(_one_line(line), file=sys.stderr)
    raise typer.Exit(code)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def show(page: Page) -> None:
    """Print text for people."""
    print(page, end="")


def show_json(value: Any) -> None:
    """Print a value for machines: one JSON document, the same bytes for the same value."""
    plain = msgspec.to_builtins(value, order="deterministic", str_keys=True)
    print(json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False))
