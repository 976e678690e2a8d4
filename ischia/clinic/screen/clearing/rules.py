"""How does an owner change how long clinicians are waited for?"""

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.places.api import Clinic
from ischia.clinic.screen.models import ClearanceRules


def change_rules(*, actor: Actor, clinic: Clinic, link_days: int, reminder_days: int) -> ClearanceRules:
    """Keeps the clinic's rules. Requests that are out keep the times they were sent with."""
    days = {"link_days": link_days, "reminder_days": reminder_days}
    with transaction.atomic():
        rules, _created = ClearanceRules.objects.update_or_create(clinic=clinic, defaults=days)
        record(
            actor=actor,
            action="screen.clearance_rules_changed",
            subject=rules,
            detail=days,
        )
    return rules
