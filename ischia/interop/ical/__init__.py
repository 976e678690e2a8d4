"""How do calendars read us, and we them? Pure translation to and from iCalendar (RFC 5545, RFC 5546)."""
