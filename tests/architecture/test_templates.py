"""Are the pages free of inline script and style, and is every template used?

The content security policy refuses inline script and style, so a page that relies on either is broken without anyone
seeing it in the source.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.tree import REPOSITORY, files

CLINIC = REPOSITORY / "ischia" / "clinic"
NAMED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
LIBRARIES_WITH_TEMPLATES = ("allauth", "axes", "django")
INLINE = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "event handler": re.compile(
        r"<[^>]*\son(?:click|change|input|submit|load|error|focus|blur|key\w+)\s*=", re.IGNORECASE
    ),
    "another host": re.compile(
        r"<(?:script|link|img|source|iframe)\b[^>]*\b(?:src|href)\s*=\s*\"(?:https?:)?//", re.IGNORECASE
    ),
}


def templates() -> dict[str, Path]:
    """Every template of ours by the name Django knows it by."""
    found: dict[str, Path] = {}
    for folder in files("templates", under=CLINIC):
        found |= {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return found


def inline_faults(source: str) -> Iterator[str]:
    """What the source says that the content security policy would refuse, by kind."""
    without_comments = re.sub(r"{#.*?#}|{% comment .*?{% endcomment %}|<!--.*?-->", "", source, flags=re.DOTALL)
    yield from (kind for kind, pattern in INLINE.items() if pattern.search(without_comments))


def overrides_a_library(name: str) -> bool:
    return any(
        next(Path(location).glob(f"**/templates/{name}"), None)
        for library in LIBRARIES_WITH_TEMPLATES
        if (spec := find_spec(library)) and spec.submodule_search_locations
        for location in spec.submodule_search_locations
    )


def is_used(name: str, sources: str) -> bool:
    """True when some module or template names it: as a string, as a component tag, or by replacing a library's own."""
    if name.startswith("cotton/"):
        component = name.removeprefix("cotton/").removesuffix(".html").removesuffix("/index").replace("/", ".")
        return any(f"<c-{spelling}" in sources for spelling in {component, component.replace("_", "-")})
    return name in NAMED_BY_DJANGO or f"{name}" in sources or overrides_a_library(name)


@pytest.mark.parametrize(("name", "path"), list(templates().items()), ids=list(templates()))
def test_no_template_has_what_the_security_policy_refuses(name: str, path: Path) -> None:
    assert list(inline_faults(path.read_text(encoding="utf-8"))) == []


def test_every_template_is_used() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "*.html", "*.txt")
        for path in files(pattern, under=CLINIC.parent)
    )
    assert [name for name in templates() if not is_used(name, sources)] == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('<p class="a" style="color: red">', "inline style"),
        ("<style>p {}</style>", "style element"),
        ("<script>alert(1)</script>", "inline script"),
        ('<button onclick="go()">', "event handler"),
        ('<script src="https://cdn.example/x.js"></script>', "another host"),
    ],
)
def test_each_fault_is_noticed(source: str, fault: str) -> None:
    assert list(inline_faults(source)) == [fault]


def test_a_script_from_our_own_files_is_no_fault() -> None:
    assert list(inline_faults("""<script src="{% static 'built/app.js' %}" defer></script>""")) == []
