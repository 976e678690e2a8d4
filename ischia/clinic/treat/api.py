"""What may other apps use of the sessions that were treated?"""

from ischia.clinic.treat.discharging import discharge_note_of
from ischia.clinic.treat.drafting import save_draft
from ischia.clinic.treat.entered import FILLED, Entered, is_tick_list
from ischia.clinic.treat.mapping import record_of
from ischia.clinic.treat.measures import Glance, KeepsMeasures, put_in_place
from ischia.clinic.treat.models import Amendment, DischargeNote, Ending, SessionDraft, SessionRecord
from ischia.clinic.treat.policies import (
    can_read_care,
    check_can_read_care,
    check_can_write_care,
    signed_in,
)
from ischia.clinic.treat.presenters import MeasureForm, measure_form
from ischia.clinic.treat.queries import Opened, every_record_of, opened, records_of
from ischia.clinic.treat.services import amend, examine, rescreen, session_day, sign
from ischia.clinic.treat.timeline import add_to_timeline, rows_of
from ischia.clinic.treat.wording import event_name, relation_name, severity_name

__all__ = [
    "FILLED",
    "Amendment",
    "DischargeNote",
    "Ending",
    "Entered",
    "Glance",
    "KeepsMeasures",
    "MeasureForm",
    "Opened",
    "SessionDraft",
    "SessionRecord",
    "add_to_timeline",
    "amend",
    "can_read_care",
    "check_can_read_care",
    "check_can_write_care",
    "discharge_note_of",
    "event_name",
    "every_record_of",
    "examine",
    "is_tick_list",
    "measure_form",
    "opened",
    "put_in_place",
    "record_of",
    "records_of",
    "relation_name",
    "rescreen",
    "rows_of",
    "save_draft",
    "session_day",
    "severity_name",
    "sign",
    "signed_in",
]
