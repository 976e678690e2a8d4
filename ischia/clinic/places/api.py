"""What may other apps use of the clinic's places?"""

from ischia.clinic.places.models import Clinic, Place, Room, Service
from ischia.clinic.places.queries import current_clinic, places_of, rooms_of, services_of
from ischia.clinic.places.services import (
    ClinicDetails,
    PlaceDetails,
    ServiceDetails,
    check_day_limits,
    check_service_times,
    offer_service,
    open_clinic,
    open_place,
    set_clinic_day_limits,
    switch_grouping,
)

__all__ = [
    "Clinic",
    "ClinicDetails",
    "Place",
    "PlaceDetails",
    "Room",
    "Service",
    "ServiceDetails",
    "check_day_limits",
    "check_service_times",
    "current_clinic",
    "offer_service",
    "open_clinic",
    "open_place",
    "places_of",
    "rooms_of",
    "services_of",
    "set_clinic_day_limits",
    "switch_grouping",
]
