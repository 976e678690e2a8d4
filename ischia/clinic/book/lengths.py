"""Which service is each visit of a course? The first visit and the review may be ones of their own, longer perhaps."""

from collections.abc import Sequence

from ischia.clinic.book.models import Session
from ischia.clinic.book.statuses import BOOKED_OR_LATER
from ischia.clinic.people.api import Episode
from ischia.clinic.places.api import Service, ServiceKind, services_of


def services_for(
    episode: Episode, service: Service, sessions: int, *, review: int | None = None
) -> tuple[Service, ...]:
    """The service of each of the next `sessions` visits: all `service`, but perhaps the first and the review.

    The first visit for a problem is the clinic's first-visit service where there is one that leaves as much time, and
    so is the visit at which the review is planned: `review` counts it from 1. A first visit that is the review as well
    is a first visit.
    """
    if service.kind != ServiceKind.VISIT:
        return (service,) * sessions
    services = [service] * sessions
    offered = list(services_of(service.clinic))
    own_review, own_first = _own(offered, service, ServiceKind.REVIEW), _own(offered, service, ServiceKind.FIRST)
    if own_review is not None and review is not None and 1 <= review <= sessions:
        services[review - 1] = own_review
    if own_first is not None and sessions and not has_had_a_visit(episode):
        services[0] = own_first
    return tuple(services)


def _own(offered: Sequence[Service], service: Service, kind: ServiceKind) -> Service | None:
    """The shortest service of this kind that leaves as much time as `service`."""
    longer = [each for each in offered if each.kind == kind and each.minutes >= service.minutes]
    return min(longer, key=lambda each: each.minutes, default=None)


def has_had_a_visit(episode: Episode) -> bool:
    """Whether a visit for this problem is booked, or has been."""
    return Session.objects.filter(course__episode=episode, status__in=BOOKED_OR_LATER).exists()


def distinct(services: Sequence[Service]) -> tuple[Service, ...]:
    """Each service once, in the order of their first visits."""
    return tuple({service.pk: service for service in services}.values())
