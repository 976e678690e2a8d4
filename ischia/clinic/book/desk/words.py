"""What does the calendar's script say? In the visitor's language, so the page hands it over."""

from django.utils.translation import gettext as _


def words_of_the_script() -> dict[str, str]:
    """By the names that the script knows; braces are filled in by it."""
    return {
        "at": _("{client}: {day}, {time}, {column}. Enter confirms, Escape puts it back."),
        "putBack": _("{client} is back where the visit was."),
        "edge": _("There is nothing further in this direction."),
        "fixed": _("This visit cannot be moved any more."),
        "ask": _("Move the visit of {client}?"),
        "from": _("From {day}, {time}, {column}"),
        "to": _("To {day}, {time}, {column}"),
        "move": _("Move it"),
        "again": _("Book it all the same"),
        "instead": _("Take the time chosen"),
        "moved": _("Moved. You can take it back."),
        "undone": _("Taken back."),
        "failed": _("This did not reach the clinic. Nothing was moved."),
        "reason": _("Write down why, or choose another time."),
        "calendar": _("Calendar"),
    }
