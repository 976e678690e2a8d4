"""Which tables belong to a clinic's export, which rows of them are the clinic's own, and what is left out, and why?

Every model is either exported or named in `LEFT_OUT` with a reason; a test holds that. How the rows of a table belong
to a clinic follows from foreign keys: the shortest way from the model to the clinic.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from ischia.clinic.people.api import Client, Membership, User
from ischia.clinic.places.api import Clinic

LEFT_OUT: Mapping[str, str] = {
    "sessions.Session": "Who is signed in just now. Everybody signs in anew.",
    "contenttypes.ContentType": "Names of our own tables, made by the program.",
    "auth.Permission": "Made by the program. Roles are in people.Membership.",
    "auth.Group": "Not used. Roles are in people.Membership.",
    "auth.Group_permissions": "Not used.",
    "people.User_groups": "Not used.",
    "people.User_user_permissions": "Not used.",
    "account.EmailAddress": "That an address was proved. It is proved anew by the next code.",
    "account.EmailConfirmation": "Codes that were sent to prove an address.",
    "mfa.Authenticator": "Passkeys. They work at this address only, and everybody can add one anew.",
    "axes.AccessAttempt": "Wrong passwords, counted for the safety of this installation.",
    "axes.AccessAttemptExpiration": "As above.",
    "axes.AccessFailureLog": "As above.",
    "axes.AccessLog": "As above.",
    "diary.AvailabilityBlock": "Free time, worked out from hours, closures and bookings, which are exported.",
    "diary.AvailabilityMark": "As above.",
    "people.SecureLink": "Keys that open one thing, kept as hashes. Whoever needs one is sent a new one.",
    "messaging.JobState": "When the worker of this installation last ran.",
    "transfer.ImportDraft": "A file that somebody is just bringing in; it is deleted once it is in, or after a day.",
}
"""Models whose rows are in no export, each with the reason."""

WITHHELD = re.compile(r"password|secret|token|digest")
"""Columns of these names open something, so they are left out; the manifest names them."""

WITHHELD_BESIDE = frozenset({("messaging.Message", "facts"), ("feeds.OutsideCalendar", "url")})
"""So do these: what fills the gaps of a message may be a link that is a key, as is many a calendar's address."""

WITH_LINKS = frozenset({("messaging.Delivery", "subject"), ("messaging.Delivery", "text")})
"""Texts as they were sent: links in them lose their key."""


KNOWN_BY_ACTOR = frozenset({"audit.Event", "book.ChangeRequest", "diary.Override"})
"""Models without a foreign key that leads to a clinic: whose they are is known by who acted."""


class NoWayToClinic(Exception):
    """A model is neither left out nor tied to a clinic: it needs a foreign key, or a reason in `LEFT_OUT`."""


def exported_models() -> list[type[Model]]:
    """Every model that is exported, in the order of their names."""
    every = apps.get_models(include_auto_created=True)
    return sorted((one for one in every if one._meta.label not in LEFT_OUT), key=lambda one: one._meta.label)


def rows_of(model: type[Model], clinic: Clinic) -> QuerySet[Any, Any]:
    """The clinic's own rows of a table, in the order of their keys."""
    return model._default_manager.filter(_own(model, clinic)).order_by("pk")


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns that are exported, in the model's order."""
    return [field for field in model._meta.concrete_fields if not _is_withheld(field)]


def withheld_columns(model: type[Model]) -> list[str]:
    """The columns that are not."""
    return [field.attname for field in model._meta.concrete_fields if _is_withheld(field)]


def has_links(field: Field[Any, Any]) -> bool:
    """Whether the column's links are exported without their keys."""
    return (field.model._meta.label, field.attname) in WITH_LINKS


def _is_withheld(field: Field[Any, Any]) -> bool:
    return bool(WITHHELD.search(field.attname)) or (field.model._meta.label, field.attname) in WITHHELD_BESIDE


def _own(model: type[Model], clinic: Clinic) -> Q:
    if model._meta.label == "people.User":
        return _people(clinic)
    if model._meta.label in KNOWN_BY_ACTOR:
        return Q() if Clinic.objects.count() == 1 else _acts(model, clinic)
    way = way_to_clinic(model)
    return Q(pk=clinic.pk) if way == "" else Q(**{way: clinic.pk})


def _people(clinic: Clinic) -> Q:
    """Users who work at the clinic, are its clients, or act for one of them."""
    staff = Membership.objects.filter(clinic=clinic).values("user")
    clients = Client.objects.filter(clinic=clinic, user__isnull=False).values("user")
    return Q(pk__in=staff) | Q(pk__in=clients) | Q(authorities__client__clinic=clinic)


def _acts(model: type[Model], clinic: Clinic) -> Q:
    """Acts of the clinic's own people, and on the clinic itself, where one database holds several clinics."""
    own = Q(actor_id__in=[str(key) for key in _user_keys(clinic)])
    if model._meta.label == "audit.Event":
        own |= Q(subject_type="places.clinic", subject_id=str(clinic.pk))
    return own


def _user_keys(clinic: Clinic) -> Iterable[UUID]:
    """Everybody who works at the clinic or is its client. One statement."""
    own = User.objects.filter(Q(memberships__clinic=clinic) | Q(client_records__clinic=clinic))
    return own.order_by().values_list("pk", flat=True).distinct()


@cache
def way_to_clinic(model: type[Model]) -> str:
    """The lookup that leads from a row to its clinic ("client__clinic"); "" for the clinic itself.

    Ways over keys that may be empty are taken only where there is no other. Raises NoWayToClinic.
    """
    for may_be_empty in (False, True):
        found = _shortest(model, may_be_empty=may_be_empty)
        if found is not None:
            return found
    raise NoWayToClinic(f"{model._meta.label} leads to no clinic: tie it to one, or say in LEFT_OUT why it stays out")


def _shortest(model: type[Model], *, may_be_empty: bool) -> str | None:
    waiting: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    seen = {model}
    while waiting:
        here, way = waiting.popleft()
        if here is Clinic:
            return "__".join(way)
        for field in here._meta.concrete_fields:
            if isinstance(field, ForeignKey) and (may_be_empty or not field.null):
                there = field.remote_field.model
                if there not in seen:
                    seen.add(there)
                    waiting.append((there, (*way, field.name)))
    return None
