"""What may other apps use of the clinic's places?"""

from ischia.clinic.places.access import clinic_of, row_of
from ischia.clinic.places.forms import RefusableForm
from ischia.clinic.places.keeping import (
    Policies,
    add_room,
    change_place,
    change_service,
    check_policy_read,
    publish_policy,
    rename_room,
    set_policies,
)
from ischia.clinic.places.models import Access, Clinic, Place, PolicyText, Room, Service, ServiceKind
from ischia.clinic.places.money import amount, decimals, major, minor_units, money
from ischia.clinic.places.printing import on_paper
from ischia.clinic.places.queries import current_clinic, places_of, rooms_of, services_of, services_on_offer
from ischia.clinic.places.services import (
    ClinicDetails,
    PlaceDetails,
    ServiceDetails,
    check_day_limits,
    check_service_times,
    describe_place,
    offer_service,
    open_clinic,
    open_place,
    set_clinic_day_limits,
    switch_grouping,
)

__all__ = [
    "Access",
    "Clinic",
    "ClinicDetails",
    "Place",
    "PlaceDetails",
    "Policies",
    "PolicyText",
    "RefusableForm",
    "Room",
    "Service",
    "ServiceDetails",
    "ServiceKind",
    "add_room",
    "amount",
    "change_place",
    "change_service",
    "check_day_limits",
    "check_policy_read",
    "check_service_times",
    "clinic_of",
    "current_clinic",
    "decimals",
    "describe_place",
    "major",
    "minor_units",
    "money",
    "offer_service",
    "on_paper",
    "open_clinic",
    "open_place",
    "places_of",
    "publish_policy",
    "rename_room",
    "rooms_of",
    "row_of",
    "services_of",
    "services_on_offer",
    "set_clinic_day_limits",
    "set_policies",
    "switch_grouping",
]
