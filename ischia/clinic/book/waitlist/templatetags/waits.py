"""What does somebody wait for? `{% waits episode %}` on the client's own page."""

from typing import Any

from django import template
from django.utils import timezone

from ischia.clinic.book.policies import gate_for
from ischia.clinic.book.waitlist.presenters import wishes_in_words
from ischia.clinic.book.waitlist.queries import entries_of, open_offer_of
from ischia.clinic.people.api import Episode
from ischia.pathway.book.api import Permission

register = template.Library()


@register.inclusion_tag("waitlist/parts/waits.html")
def waits(episode: Episode) -> dict[str, Any]:
    """Every wait of the client with its wishes, and whether an answer is asked for; how to join when the gate lets."""
    now = timezone.now()
    client = episode.client
    zone = client.clinic.zoneinfo
    entries = entries_of(client, now)
    return {
        "episode": episode,
        "entries": [(entry, wishes_in_words(entry, zone)[0], open_offer_of(entry, now)) for entry in entries],
        "may_join": gate_for(episode, now=now).permission is not Permission.NOTHING,
    }
