"""Which files does the repository hold, and what do its modules import?"""

import ast
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".tools", "node_modules", "var", "built", "build", "dist", "__pycache__"}


def files(pattern: str, *, under: Path = REPOSITORY) -> Iterator[Path]:
    """The files below `under` that match, without those that tools made or fetched."""
    for path in sorted(under.rglob(pattern)):
        parts = path.relative_to(under).parts
        if not any(part in NOT_OURS or part.endswith("_cache") for part in parts):
            yield path


def imported_modules(module: Path) -> Iterator[str]:
    """Every module that the file imports, anywhere in it; `from a import b` yields both `a` and `a.b`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
