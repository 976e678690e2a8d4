"""How do `{name}` and the like become words? Replaced as they stand: nothing in a wording is ever carried out."""

import re
from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GAPS = re.compile(r"\n{3,}")


def fill(wording: str, facts: Mapping[str, str]) -> str:
    """The wording with each fact in its place. What a fact says is not looked through again.

    Raises:
        KeyError: a placeholder without a fact.
    """
    filled = _PLACEHOLDER.sub(lambda found: facts[found.group(1)], wording)
    return _GAPS.sub("\n\n", "\n".join(line.rstrip() for line in filled.splitlines())).strip()


def unknown_in(wording: str, known: Iterable[str]) -> tuple[str, ...]:
    """The placeholders that are not known, in order, each once."""
    names = dict.fromkeys(_PLACEHOLDER.findall(wording))
    return tuple(name for name in names if name not in set(known))


def has_stray_brace(wording: str) -> bool:
    """Whether a brace stands there that belongs to no placeholder."""
    rest = _PLACEHOLDER.sub("", wording)
    return "{" in rest or "}" in rest
