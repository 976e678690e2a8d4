"""What may other apps use of the audit trail?"""

from ischia.clinic.audit.actor import Actor, ActorKind
from ischia.clinic.audit.append_only import AppendOnly
from ischia.clinic.audit.models import Event
from ischia.clinic.audit.prepared import Bound, columns_of, insert, key, keys, moment, prepared, updating, whole
from ischia.clinic.audit.queries import events_by, events_on
from ischia.clinic.audit.services import record, record_read, record_reads

__all__ = [
    "Actor",
    "ActorKind",
    "AppendOnly",
    "Bound",
    "Event",
    "columns_of",
    "events_by",
    "events_on",
    "insert",
    "key",
    "keys",
    "moment",
    "prepared",
    "record",
    "record_read",
    "record_reads",
    "updating",
    "whole",
]
