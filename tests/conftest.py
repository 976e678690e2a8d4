"""When do the tests need Django? Only where pages and rows are tried: the engines are tested without it."""

from pathlib import Path

import pytest

WITHOUT_DJANGO = {"spec", "knowledge", "generative", "architecture"}
TESTS = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Set Django up for a run over the whole tree; a run of one folder leaves it to that folder's conftest."""
    if not all(is_without_django(Path(argument.split("::")[0])) for argument in config.args):
        from tests.support.settings import use_test_settings

        use_test_settings()


def is_without_django(path: Path) -> bool:
    """True for paths inside the folders that must pass without Django."""
    inside = path.resolve()
    return inside.is_relative_to(TESTS) and inside != TESTS and inside.relative_to(TESTS).parts[0] in WITHOUT_DJANGO
