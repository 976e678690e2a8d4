"""Which service of the clinic is a session of the plan?"""

from ischia.clinic.places.api import Clinic, Service, ServiceKind, services_on_offer
from ischia.pathway.shared.errors import NotFound


def service_for(clinic: Clinic, minutes: int) -> Service:
    """The clinic's service for sessions of this length: the shortest that is long enough, else the longest there is.

    Raises NotFound when the clinic offers nothing.
    """
    services = services_on_offer(clinic)
    offered = [service for service in services if service.kind == ServiceKind.VISIT] or services
    if not offered:
        raise NotFound("The clinic offers no service yet")
    long_enough = [service for service in offered if service.minutes >= minutes]
    return min(long_enough, key=_minutes) if long_enough else max(offered, key=_minutes)


def _minutes(service: Service) -> int:
    return service.minutes
