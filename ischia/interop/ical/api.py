"""What may others use to put sessions into a calendar?"""

from ischia.interop.ical.calendar import CONTENT_TYPE, CalendarEvent, Person, cancellation, invitation, published

__all__ = ["CONTENT_TYPE", "CalendarEvent", "Person", "cancellation", "invitation", "published"]
