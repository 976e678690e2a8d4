"""How do calendars read us? Pure translation to iCalendar (RFC 5545, RFC 5546)."""
