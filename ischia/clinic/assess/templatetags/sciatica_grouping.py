"""How does a page about a client show what STarT Back and SCOPiC came to?

A tag, because pages of earlier stages show it too, and they may not import this one.
"""

from typing import Any

from django import template

from ischia.clinic.assess.grouping import show_grouping
from ischia.clinic.assess.queries import latest_grouping
from ischia.clinic.people.api import Episode, treats
from ischia.clinic.places.api import Clinic

register = template.Library()


@register.inclusion_tag("assess/parts/grouping.html", takes_context=True)
def sciatica_grouping(context: dict[str, Any], episode: Episode, clinic: Clinic) -> dict[str, Any]:
    """The last grouping of the episode and the way to its form; nothing, and no query, where the clinic is without."""
    if not clinic.groups_sciatica:
        return {"is_on": False}
    latest = latest_grouping(episode)
    return {
        "is_on": True,
        "episode": episode,
        "shown": show_grouping(latest) if latest else None,
        "may_enter": treats(context["request"].user, episode.client),
    }
