"""What may others use to put sessions into a calendar, and to learn from one when somebody is busy?"""

from ischia.interop.ical.calendar import CONTENT_TYPE, CalendarEvent, Person, cancellation, invitation, published
from ischia.interop.ical.lines import LARGEST, BrokenCalendar
from ischia.interop.ical.reading import busy_spans

__all__ = [
    "CONTENT_TYPE",
    "LARGEST",
    "BrokenCalendar",
    "CalendarEvent",
    "Person",
    "busy_spans",
    "cancellation",
    "invitation",
    "published",
]
