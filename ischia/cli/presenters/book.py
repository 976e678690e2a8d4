"""How does the answer to "when and where?" read?"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from ischia.cli.page import Page
from ischia.pathway.book.api import CourseProposal, Permission, Slot


def write_course(
    page: Page, course: CourseProposal, allowed: Permission, why: str, *, zone: str, names: Mapping[str, str]
) -> None:
    """The proposed dates, or why there are none; and whether they may be confirmed."""
    if course.why_not:
        page.lead(f"No course can be placed: {course.why_not}")
        return
    page.lead(f"{len(course.slots)} sessions:")
    page.items(_slot(slot, ZoneInfo(zone), names) for slot in course.slots)
    page.items(course.reasons, title="Why these:")
    if allowed is Permission.HOLD:
        page.text(why)


def _slot(slot: Slot, zone: ZoneInfo, names: Mapping[str, str]) -> str:
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    therapist = names.get(slot.therapist, slot.therapist)
    return f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M} to {end:%H:%M}, {therapist}, {slot.place}"
