"""How do people come into the system, and what is written when they do?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.people.models import (
    Client,
    Consent,
    ConsentKind,
    Episode,
    Membership,
    Registration,
    Role,
    Skill,
    Therapist,
    User,
)
from ischia.clinic.places.api import Clinic, Place
from ischia.pathway.shared.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDetails:
    """What a client tells about themselves."""

    name: str
    email: str = ""
    phone: str = ""
    date_of_birth: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDetails:
    """An entry in a professional register, as the therapist gives it."""

    body: str
    number: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapistDetails:
    """What is needed to take on a therapist. `skills` maps technique ids to what proves the training.

    `conditions` maps what the therapist has trained for, by knowledge ids of patterns and findings, likewise.
    """

    name: str
    gender: str
    languages: tuple[str, ...]
    about: str
    skills: Mapping[str, str]
    conditions: Mapping[str, str] = field(default_factory=dict)


def ensure_user(*, email: str, name: str = "") -> User:
    """The user with this e-mail address, made without a password if there is none yet."""
    email = email.strip().lower()
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email, name=name)
            record(actor=Actor.system("sign-in by e-mail code"), action="people.user_made", subject=user)
    return user


def add_member(*, actor: Actor, clinic: Clinic, user: User, role: Role) -> Membership:
    """Gives the user a role at the clinic."""
    if role is Role.CLIENT:
        raise Refused("not_a_staff_role", "A client is registered, not added to the staff.", field="role")
    with transaction.atomic():
        membership = Membership.objects.create(clinic=clinic, user=user, role=role)
        record(actor=actor, action="people.member_added", subject=membership, detail={"role": role.value})
    user.forget_staff_roles()
    return membership


def take_on_therapist(
    *, actor: Actor, clinic: Clinic, user: User, details: TherapistDetails, places: Sequence[Place]
) -> Therapist:
    """Takes on a therapist at the clinic's `places`, with skills. Registrations are added and checked afterwards."""
    with transaction.atomic():
        therapist = Therapist.objects.create(
            clinic=clinic,
            user=user,
            name=details.name,
            gender=details.gender,
            languages=list(details.languages),
            about=details.about,
            conditions=dict(details.conditions),
        )
        therapist.places.set(places)
        Skill.objects.bulk_create(
            [
                Skill(therapist=therapist, technique=technique, evidence=proof)
                for technique, proof in details.skills.items()
            ]
        )
        record(
            actor=actor, action="people.therapist_taken_on", subject=therapist, detail={"skills": list(details.skills)}
        )
    return therapist


def note_training(*, actor: Actor, therapist: Therapist, conditions: Mapping[str, str]) -> None:
    """Says what the therapist has trained for, by knowledge id, each with what proves it.

    Raises:
        Refused: `no_evidence`, with the condition as its field.
    """
    for condition, proof in conditions.items():
        if not proof.strip():
            raise Refused("no_evidence", "Say what proves the training.", field=condition)
    with transaction.atomic():
        therapist.conditions = {condition: proof.strip() for condition, proof in conditions.items()}
        therapist.save(update_fields=["conditions"])
        record(
            actor=actor,
            action="people.training_noted",
            subject=therapist,
            detail={"conditions": sorted(conditions)},
        )


def add_registration(*, actor: Actor, therapist: Therapist, details: RegistrationDetails) -> Registration:
    """Notes an entry in a register. It counts for nothing until somebody has checked it."""
    with transaction.atomic():
        registration = Registration.objects.create(
            therapist=therapist, body=details.body, number=details.number, expires_on=details.expires_on
        )
        record(actor=actor, action="people.registration_added", subject=registration)
    return registration


def update_registration_check(
    *, actor: Actor, registration: Registration, checked_by: str, checked_on: date, expires_on: date
) -> Registration:
    """Notes that somebody looked the entry up in the register on `checked_on` and until when it holds."""
    if expires_on < checked_on:
        raise Refused("already_expired", "The register shows an entry that has run out.", field="expires_on")
    with transaction.atomic():
        registration = Registration.objects.select_for_update().get(pk=registration.pk)
        registration.checked_by = checked_by
        registration.checked_on = checked_on
        registration.expires_on = expires_on
        registration.save(update_fields=["checked_by", "checked_on", "expires_on"])
        record(
            actor=actor,
            action="people.registration_checked",
            subject=registration,
            detail={"checked_on": checked_on.isoformat(), "expires_on": expires_on.isoformat()},
        )
    return registration


def register_client(
    *, actor: Actor, clinic: Clinic, details: ClientDetails, now: datetime, user: User | None = None
) -> Client:
    """Registers a client, or finds the record that this user already has at the clinic and completes what is empty.

    A record is matched by the signed-in user only: the e-mail address of a user is proved by code, a name is not.
    """
    with transaction.atomic():
        known = Client.objects.filter(clinic=clinic, user=user).first() if user else None
        if known is not None:
            return _completed(actor, known, details)
        client = Client.objects.create(
            clinic=clinic,
            user=user,
            name=details.name,
            email=details.email or (user.email if user else ""),
            phone=details.phone,
            date_of_birth=details.date_of_birth,
            registered_at=now,
        )
        record(actor=actor, action="people.client_registered", subject=client)
    return client


def open_episode(
    *,
    actor: Actor,
    client: Client,
    now: datetime,
    onset_on: date | None = None,
    goals: Sequence[str] = (),
    preferences: Mapping[str, Any] | None = None,
) -> Episode:
    """Opens an episode: one problem, on which all later stages hang."""
    with transaction.atomic():
        episode = Episode.objects.create(
            client=client, opened_at=now, onset_on=onset_on, goals=list(goals), preferences=dict(preferences or {})
        )
        record(actor=actor, action="people.episode_opened", subject=episode, detail={"client": str(client.pk)})
    return episode


def close_episode(*, actor: Actor, episode: Episode, now: datetime, reason: str) -> Episode:
    """Closes an episode; `reason` is a code such as "discharged". A closed one stays closed."""
    with transaction.atomic():
        episode = Episode.objects.select_for_update().get(pk=episode.pk)
        if not episode.is_open:
            raise Refused("episode_closed", "This episode is closed already.")
        episode.closed_at = now
        episode.save(update_fields=["closed_at"])
        record(actor=actor, action="people.episode_closed", subject=episode, detail={"reason": reason})
    return episode


def give_consent(*, actor: Actor, client: Client, kind: ConsentKind, wording_version: str, now: datetime) -> Consent:
    """Notes what the client agreed to, in which wording, and when."""
    with transaction.atomic():
        consent = Consent.objects.create(client=client, kind=kind, wording_version=wording_version, given_at=now)
        record(
            actor=actor,
            action="people.consent_given",
            subject=consent,
            detail={"client": str(client.pk), "kind": kind.value, "wording_version": wording_version},
        )
    return consent


def forget_unproven_users(*, now: datetime, older_than: timedelta = timedelta(days=1)) -> int:
    """Deletes users who asked for a code and never entered it: the address may not be theirs. Returns how many."""
    unproven = User.objects.filter(
        last_login__isnull=True,
        joined_at__lt=now - older_than,
        memberships__isnull=True,
        therapist__isnull=True,
        client_records__isnull=True,
        authorities__isnull=True,
        is_staff=False,
    )
    with transaction.atomic():
        users = list(unproven)
        for user in users:
            record(actor=Actor.system("forget unproven users"), action="people.user_forgotten", subject=user)
            user.delete()
    return len(users)


def _completed(actor: Actor, client: Client, details: ClientDetails) -> Client:
    """Fills what the record lacks; what it holds already stays as it is."""
    given = {
        "name": details.name,
        "email": details.email,
        "phone": details.phone,
        "date_of_birth": details.date_of_birth,
    }
    new = {field: value for field, value in given.items() if value and not getattr(client, field)}
    if new:
        for field, value in new.items():
            setattr(client, field, value)
        client.save(update_fields=list(new))
        record(actor=actor, action="people.client_completed", subject=client, detail={"fields": sorted(new)})
    return client
