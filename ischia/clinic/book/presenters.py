"""How is a course shown: dates, what is between them, what else is free, and what it costs?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ischia.clinic.book.forms import WishesForm, slot_key
from ischia.clinic.book.models import Session, Status
from ischia.clinic.book.policies import Gate
from ischia.clinic.book.proposing import Proposed
from ischia.clinic.book.statuses import AHEAD
from ischia.clinic.book.taken import SlotTaken
from ischia.clinic.diary.api import ConflictKind
from ischia.clinic.people.api import therapists_of
from ischia.clinic.places.api import Clinic, Service, ServiceKind, money, places_of
from ischia.clinic.screen.api import verdict_of
from ischia.knowledge.records import Level, Wording
from ischia.pathway.book.api import CourseRequest, Permission, Slot, alternatives_for, keeps_spacing

CHOICES_A_DATE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of therapists and places by the ids that slots carry."""

    therapists: Mapping[str, str]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateShown:
    """One date as a calendar leaf and as words."""

    month: str
    day: str
    when: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChoice:
    """One time that can be chosen for a date."""

    key: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DateToChoose:
    """One session of the proposed course with what else is free. `clash` says why the chosen time cannot be had."""

    number: int
    date: DateShown
    gap: str
    choices: tuple[TimeChoice, ...]
    clash: str
    is_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionShown:
    """One session of a held or booked course."""

    id: str
    number: int
    date: DateShown
    gap: str
    status: str
    is_active: bool
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceShown:
    """What a course costs; `first` and `review` are empty where those visits cost the same as the others."""

    total: str
    each: str
    first: str
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestShown:
    """The nearest to a course that cannot be placed: how many visits fit, and how many would with others, from when.

    The `with_` are queries that ask for what could be had, empty where it could not.
    """

    sessions: int
    with_fewer: str
    with_two: str
    with_others: str
    others: int
    others_from: str


def dates_to_choose(
    proposed: Proposed, chosen: Sequence[Slot], names: Names, zone: ZoneInfo, *, taken: SlotTaken | None = None
) -> tuple[DateToChoose, ...]:
    """Each date of the course with a handful of other times that keep the spacing."""
    clashes = _clashes(taken)
    instead = {each.index: each.instead for each in taken.alternatives} if taken else {}
    return tuple(
        DateToChoose(
            number=index + 1,
            date=show_date(slot, names, zone),
            gap=_gap(chosen[index - 1].start if index else None, slot.start, zone),
            choices=_choices(proposed, chosen, index, instead.get(index), names, zone),
            clash=clashes.get(index, ""),
            is_review=proposed.proposal.review == index + 1,
        )
        for index, slot in enumerate(chosen)
    )


def show_sessions(sessions: Iterable[Session], zone: ZoneInfo) -> tuple[SessionShown, ...]:
    """The sessions of a course in order."""
    shown: list[SessionShown] = []
    before: datetime | None = None
    for session in sessions:
        where = f"{session.therapist.name}, {session.place.name}"
        shown.append(
            SessionShown(
                id=str(session.pk),
                number=session.number,
                date=_leaf(session.starts_at, where, zone),
                gap=_gap(before, session.starts_at, zone),
                status=session.get_status_display(),
                is_active=session.status not in (Status.CANCELLED, Status.LATE_CANCELLED),
                may_change=session.status in AHEAD,
            )
        )
        before = session.starts_at
    return tuple(shown)


def names_of(clinic: Clinic) -> Names:
    """The names of a clinic's therapists and places."""
    return Names(
        therapists={str(key): name for key, name in therapists_of(clinic).values_list("pk", "name")},
        places={str(key): name for key, name in places_of(clinic).values_list("pk", "name")},
    )


def show_date(slot: Slot, names: Names, zone: ZoneInfo) -> DateShown:
    """A slot as a calendar leaf."""
    therapist, place = names.therapists.get(slot.therapist, ""), names.places.get(slot.place, "")
    return _leaf(slot.start, ", ".join(part for part in (therapist, place) if part), zone)


def show_price(services: Sequence[Service], clinic: Clinic) -> PriceShown:
    """The price of all visits, and of one: of the first, the review and every other where they differ."""
    first, each, review = _by_visit(services, lambda service: service.price_minor)
    return PriceShown(
        total=money(sum(service.price_minor for service in services), clinic),
        each=money(each, clinic),
        first="" if first is None else money(first, clinic),
        review="" if review is None else money(review, clinic),
    )


def _by_visit(services: Sequence[Service], value: Callable[[Service], int]) -> tuple[int | None, int, int | None]:
    """A number of the first visit and of the review, None where it is that of the others; between them the others'."""
    if not services:
        return None, 0, None
    each = next((value(service) for service in services if service.kind == ServiceKind.VISIT), value(services[-1]))
    first = value(services[0])
    review = next((value(service) for service in services[1:] if service.kind == ServiceKind.REVIEW), each)
    return None if first == each else first, each, None if review == each else review


def show_minutes(services: Sequence[Service]) -> str:
    """How long the visits are, in words."""
    first, each, review = _by_visit(services, lambda service: service.minutes)
    said = []
    if first is not None:
        said.append(_("The first visit takes %(first)d minutes, with time for questions.") % {"first": first})
    if review is not None:
        said.append(_("The review takes %(review)d minutes.") % {"review": review})
    if said:
        return " ".join([*said, _("The others take %(each)d.") % {"each": each}])
    return _("%(each)d minutes each.") % {"each": each} if services else ""


def show_nearest(proposed: Proposed, form: WishesForm, zone: ZoneInfo) -> NearestShown:
    """What could be had where the whole course cannot: fewer visits, a second therapist, or others; as addresses.

    The queries keep every other wish that was made.
    """
    fewer, enough = len(proposed.proposal.nearest), proposed.proposal.enough_therapists
    asked = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    asked["again"] = "1"
    with_two, with_fewer, with_others = asked.copy(), asked.copy(), asked.copy()
    with_two["two_therapists"], with_fewer["sessions"], with_others["anybody"] = "on", str(fewer), "on"
    whole = proposed.with_others
    may_share = not form.wanted.get("two_therapists") and enough != 1
    return NearestShown(
        sessions=fewer,
        with_fewer=with_fewer.urlencode() if fewer else "",
        with_two=with_two.urlencode() if may_share else "",
        with_others=with_others.urlencode() if whole else "",
        others=len(whole.slots) if whole else 0,
        others_from=date_format(whole.slots[0].start.astimezone(zone), "l j F") if whole else "",
    )


def kept_for(gate: Gate, clinic: Clinic) -> str:
    """How long dates are kept, in words."""
    if gate.permission is Permission.HOLD:
        hours = clinic.clearance_hold_hours
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    minutes = clinic.hold_minutes
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def to_ask_about(gate: Gate) -> tuple[Wording, ...]:
    """Every reason for asking a clinician first: in the client's words, and in those to show to the clinician."""
    if gate.screening is None or gate.permission is not Permission.HOLD:
        return ()
    reasons = verdict_of(gate.screening).reasons
    return tuple(reason.say for reason in reasons if reason.level is Level.CLINICIAN_FIRST)


def _choices(
    proposed: Proposed,
    chosen: Sequence[Slot],
    index: int,
    instead: Sequence[Slot] | None,
    names: Names,
    zone: ZoneInfo,
) -> tuple[TimeChoice, ...]:
    slot = chosen[index]
    others = instead if instead is not None else _others(proposed, chosen, index)
    rows = [] if instead is not None else [slot]
    first_is_chosen = instead is None
    return tuple(
        TimeChoice(key=slot_key(each), label=choice_label(each, names, zone), checked=first_is_chosen and each == slot)
        for each in (*rows, *others)
    )


def _others(proposed: Proposed, chosen: Sequence[Slot], index: int) -> Sequence[Slot]:
    """Times near this one, at most two a day so that several days show."""
    request: CourseRequest = proposed.request
    fits = [other for other in proposed.free_for(index) if keeps_spacing(request, chosen, index, other)]
    near = alternatives_for(chosen[index], fits, count=len(fits))
    days: dict[object, int] = {}
    picked: list[Slot] = []
    for slot in near:
        day = slot.start.date()
        if days.get(day, 0) < 2:
            days[day] = days.get(day, 0) + 1
            picked.append(slot)
        if len(picked) == CHOICES_A_DATE:
            break
    return sorted(picked, key=lambda slot: slot.start)


def choice_label(slot: Slot, names: Names, zone: ZoneInfo) -> str:
    """A slot as one line of a list."""
    shown = show_date(slot, names, zone)
    return f"{shown.day} {shown.month}, {shown.when} ({shown.where})"


def _leaf(start: datetime, where: str, zone: ZoneInfo) -> DateShown:
    local = start.astimezone(zone)
    return DateShown(
        month=date_format(local, "M"),
        day=str(local.day),
        when=f"{date_format(local, 'l')}, {local:%H:%M}",
        where=where,
    )


def _gap(before: datetime | None, start: datetime, zone: ZoneInfo) -> str:
    if before is None:
        return ""
    days = (start.astimezone(zone).date() - before.astimezone(zone).date()).days
    return ngettext("%(days)d day later", "%(days)d days later", days) % {"days": days}


def _clashes(taken: SlotTaken | None) -> dict[int, str]:
    return {} if taken is None else {each.index: clash_in_words(each.kind) for each in taken.conflicts}


def clash_in_words(kind: ConflictKind) -> str:
    """Why a time cannot be had."""
    words = {
        ConflictKind.THERAPIST: _("Somebody else has just booked this time."),
        ConflictKind.ROOM: _("No room is free at this time any more."),
        ConflictKind.CLIENT: _("You have another session at this time."),
        ConflictKind.CLOSED: _("We are closed at this time."),
        ConflictKind.DAY_FULL: _("The therapist's day is full."),
        ConflictKind.TOO_MUCH_DEEP_WORK: _("The therapist has no room for this kind of session on this day."),
        ConflictKind.UNREGISTERED: _("The therapist cannot be booked for this day yet. Please choose another time."),
        ConflictKind.TOO_SOON: _("This time is too soon to book online. Please call us."),
        ConflictKind.TOO_FAR: _("This time is too far ahead to book yet."),
        ConflictKind.NOT_WORKING: _("The therapist does not work at this time."),
    }
    return words.get(kind, _("This time cannot be booked."))
