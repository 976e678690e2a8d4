"""Which parts of a page are the same for everybody, and rendered once as long as they stay the same?

    {% same_for_all "match/parts/portrait.html" person=card.portrait %}

What is shown has to be a value that is told apart by all it holds (a frozen dataclass), and nothing that concerns the
visitor: whoever is shown an equal value in the same language gets the same text.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

KEPT = 512
"""Of a clinic with fifty therapists, three parts of each in three languages."""


@register.simple_tag
def same_for_all(name: str, **shown: Hashable) -> SafeString:
    """The template with what is shown, and without the visitor's request."""
    return _rendered(name, get_language(), tuple(shown.items()))


@lru_cache(maxsize=KEPT)
def _rendered(name: str, language: str | None, shown: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, dict(shown))
