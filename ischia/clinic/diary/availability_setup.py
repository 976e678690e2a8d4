"""Of whom and what does each clinic consist, whose free time is kept?

Kept free time was worked out with some set of therapists, rooms, hours and closures. Their digest is kept beside it;
where it differs from today's, everything of the clinic is worked out again. Triggers mark hours, closures and long
absences; therapists, rooms and the zone are looked at themselves, so that no trigger stands on a table of another app.
The last days of registrations are no part of what is kept: every search cuts what it finds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2s
from uuid import UUID

from django.db import connection

from ischia.clinic.diary.availability_packing import EVERY_BLOCK
from ischia.clinic.diary.availability_statements import given_id, placeholders, read_id
from ischia.clinic.places.api import Clinic

STATEMENT = """
SELECT clinic_id, 'therapists', {therapists} FROM people_therapist
WHERE clinic_id IN ({clinics}) AND is_active GROUP BY clinic_id
UNION ALL
SELECT place.clinic_id, 'rooms', {rooms} FROM places_room AS room JOIN places_place AS place ON place.id = room.place_id
WHERE place.clinic_id IN ({clinics}) GROUP BY place.clinic_id
UNION ALL
SELECT therapist.clinic_id, 'hours', CAST(SUM(mark.id) AS text) FROM people_therapist AS therapist
JOIN diary_availabilitymark AS mark ON mark.owner = therapist.id AND mark.block = {every}
WHERE therapist.clinic_id IN ({clinics}) GROUP BY therapist.clinic_id
UNION ALL
SELECT mark.owner, 'closures', CAST(SUM(mark.id) AS text) FROM diary_availabilitymark AS mark
WHERE mark.owner IN ({clinics}) AND mark.block = {every} GROUP BY mark.owner
UNION ALL
SELECT DISTINCT clinic.id, 'limits', '' FROM places_clinic AS clinic
JOIN people_therapist AS therapist ON therapist.clinic_id = clinic.id
WHERE clinic.id IN ({clinics}) AND COALESCE(
    therapist.sessions_a_day, therapist.deep_minutes_a_day, clinic.sessions_a_day, clinic.deep_minutes_a_day
) IS NOT NULL
UNION ALL
SELECT clinic_id, 'registered', {registered} FROM (
    SELECT therapist.clinic_id AS clinic_id, therapist.id AS id, MAX(entry.expires_on) AS last_day
    FROM people_therapist AS therapist JOIN people_registration AS entry ON entry.therapist_id = therapist.id
    WHERE therapist.clinic_id IN ({clinics}) AND therapist.is_active AND entry.checked_on IS NOT NULL
    GROUP BY therapist.clinic_id, therapist.id HAVING MAX(entry.expires_on) < %s
) AS ending GROUP BY clinic_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The ids of who works and of every room with its place, as texts; `digest` changes with hours and closures too.

    `limits_days`: somebody takes on only so much in a day. `last_days`: the last day of the registrations that end
    before the day that was asked about, by therapist.
    """

    therapist_texts: Sequence[str]
    room_texts: Sequence[str]
    digest: str
    limits_days: bool
    last_days: Mapping[UUID, date]

    @property
    def therapists(self) -> list[UUID]:
        return [UUID(each) for each in self.therapist_texts]

    @property
    def rooms(self) -> dict[UUID, UUID]:
        """The place of each room."""
        pairs = (each.partition("/") for each in self.room_texts)
        return {UUID(room): UUID(place) for room, _, place in pairs}


def setups_of(clinics: Sequence[Clinic], until: date) -> dict[UUID, Setup]:
    """The setup of each clinic as it is now, with the registrations that end before `until`. One query.

    Marks that hold for all blocks are never taken away, only added or put anew, so that their sum only grows.
    """
    together = "group_concat({})" if connection.vendor == "sqlite" else "string_agg(({})::text, ',')"
    ids = [given_id(clinic.pk) for clinic in clinics]
    statement = STATEMENT.format(
        clinics=placeholders(ids),
        therapists=together.format("id"),
        rooms=together.format("room.id || '/' || room.place_id"),
        registered=together.format("id || '/' || last_day"),
        every=EVERY_BLOCK,
    )
    found: dict[UUID, dict[str, str]] = {clinic.pk: {} for clinic in clinics}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*ids * 6, connection.ops.adapt_datefield_value(until)])
        for clinic, kind, text in cursor.fetchall():
            found[read_id(clinic)][kind] = text
    return {clinic.pk: _setup(clinic.zone, found[clinic.pk]) for clinic in clinics}


def _setup(zone: str, found: Mapping[str, str]) -> Setup:
    therapists, rooms = _texts(found, "therapists"), _texts(found, "rooms")
    told = "|".join((zone, *therapists, *rooms, found.get("hours", ""), found.get("closures", "")))
    return Setup(
        therapist_texts=therapists,
        room_texts=rooms,
        digest=blake2s(told.encode(), digest_size=16).hexdigest(),
        limits_days="limits" in found,
        last_days=dict(map(_last_day, _texts(found, "registered"))),
    )


def _last_day(text: str) -> tuple[UUID, date]:
    therapist, _, day = text.partition("/")
    return UUID(therapist), date.fromisoformat(day)


def _texts(found: Mapping[str, str], kind: str) -> list[str]:
    return sorted(found[kind].split(",")) if kind in found else []
