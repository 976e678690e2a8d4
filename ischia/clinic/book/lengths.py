"""Which service is each visit of a course? The first visit may be one of its own, longer, with time to ask."""

from collections.abc import Sequence

from ischia.clinic.book.models import Session
from ischia.clinic.book.statuses import BOOKED_OR_LATER
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Service, services_of


def services_for(episode: Episode, service: Service, sessions: int) -> tuple[Service, ...]:
    """The service of each of the next `sessions` visits, all `service` but perhaps the first.

    The first visit for a problem is the clinic's first-visit service where there is one that leaves as much time.
    """
    first = _first_visit(episode, service)
    return (first, *[service] * (sessions - 1)) if first and sessions else (service,) * sessions


def _first_visit(episode: Episode, service: Service) -> Service | None:
    if service.is_first_visit or has_had_a_visit(episode):
        return None
    longer = [each for each in services_of(service.clinic) if each.is_first_visit and each.minutes >= service.minutes]
    return min(longer, key=lambda each: each.minutes, default=None)


def has_had_a_visit(episode: Episode) -> bool:
    """Whether a visit for this problem is booked, or has been."""
    return Session.objects.filter(course__episode=episode, status__in=BOOKED_OR_LATER).exists()


def distinct(services: Sequence[Service]) -> tuple[Service, ...]:
    """Each service once, in the order of their first visits."""
    return tuple({service.pk: service for service in services}.values())
