"""When does a clinic send: quiet hours, and how long before a visit it reminds?"""

from datetime import time

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.messaging.models import MessagingRules
from ischia.clinic.messaging.quiet import QuietHours
from ischia.clinic.places.api import Clinic


def rules_of(clinic: Clinic) -> MessagingRules:
    """The clinic's rules, or what holds where it has set none. One SQL query."""
    return MessagingRules.objects.filter(clinic=clinic).first() or MessagingRules(clinic=clinic)


def quiet_hours_of(clinic: Clinic, rules: MessagingRules | None = None) -> QuietHours:
    """When the clinic disturbs nobody. One SQL query, or none where the rules are at hand."""
    rules = rules or rules_of(clinic)
    return QuietHours(begin=rules.quiet_from, end=rules.quiet_until, zone=clinic.zoneinfo)


def set_rules(
    *,
    actor: Actor,
    clinic: Clinic,
    quiet_from: time,
    quiet_until: time,
    email_reminder_hours: int | None,
    text_reminder_hours: int | None,
) -> MessagingRules:
    """Sets when the clinic sends. A number that breaks a rule raises ValidationError."""
    values = {
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "email_reminder_hours": email_reminder_hours,
        "text_reminder_hours": text_reminder_hours,
    }
    MessagingRules(clinic=clinic, **values).clean_fields(exclude={"clinic"})
    with transaction.atomic():
        row, _ = MessagingRules.objects.update_or_create(clinic=clinic, defaults=values)
        record(
            actor=actor,
            action="messaging.rules_set",
            subject=clinic,
            detail={
                "quiet_from": f"{quiet_from:%H:%M}",
                "quiet_until": f"{quiet_until:%H:%M}",
                "email_reminder_hours": email_reminder_hours,
                "text_reminder_hours": text_reminder_hours,
            },
        )
    return row
