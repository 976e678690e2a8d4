"""What is written while a client fills in the intake, and when it is sent?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from ischia.clinic.audit.api import Actor, record
from ischia.clinic.intake.models import Intake, IntakeAnswers, IntakeDraft
from ischia.clinic.intake.queries import latest_answers
from ischia.clinic.intake.starting import known_for
from ischia.clinic.intake.steps import FORM_VERSION, STEPS, Step, Typed, form_of
from ischia.clinic.people.api import (
    ConsentKind,
    Episode,
    correct_phone,
    give_consent,
    standing_consents,
    withdraw_consent,
)
from ischia.pathway.shared.errors import BadInput, InputFault, Refused


def save_step(*, actor: Actor, episode: Episode, step: Step, typed: Typed, now: datetime) -> IntakeDraft:
    """Keeps what one page sent, word for word, mistakes included. Pages do not disturb one another."""
    with transaction.atomic():
        _lock(episode)
        draft = IntakeDraft.objects.filter(episode=episode).first() or IntakeDraft(episode=episode, begun_at=now)
        draft.typed = {**draft.typed, step.id: dict(typed)}
        draft.saved_at = now
        draft.save()
        record(actor=actor, action="intake.saved", subject=episode, detail={"step": step.id})
    return draft


def send_intake(*, actor: Actor, episode: Episode, now: datetime) -> Intake:
    """Keeps the intake for good, as a new version. Sent twice, it is kept once.

    Raises BadInput with a fault for each page that cannot be read (its id is the field), Refused (`nothing_told`) when
    nothing was ever typed, and (`episode_closed`) when the episode is over.
    """
    with transaction.atomic():
        _lock(episode)
        draft = IntakeDraft.objects.filter(episode=episode).first()
        last = Intake.objects.filter(episode=episode).order_by("-version").first()
        if draft is None:
            if last is None:
                raise Refused("nothing_told", _("Please go through the pages first."))
            return last
        answers = _answers(draft, episode)
        intake = Intake.objects.create(
            episode=episode,
            version=last.version + 1 if last else 1,
            form_version=FORM_VERSION,
            sent_at=now,
            sent_by=actor.label,
        )
        IntakeAnswers.objects.create(intake=intake, answers=answers)
        draft.delete()
        _follow(actor, episode, answers, now)
        record(
            actor=actor,
            action="intake.sent",
            subject=intake,
            detail={"episode": str(episode.pk), "version": intake.version},
        )
    return intake


def _lock(episode: Episode) -> None:
    """One writer at a time for an episode's intake, also before there is a row of it."""
    found = Episode.objects.select_for_update().get(pk=episode.pk)
    if not found.is_open:
        raise Refused("episode_closed", _("This episode is closed already."))


def _answers(draft: IntakeDraft, episode: Episode) -> dict[str, dict[str, Any]]:
    """The values of every page. A page that nobody opened says what was known; one with a mistake is named."""
    known = known_for(episode, latest_answers(episode))
    answers: dict[str, dict[str, Any]] = {}
    faults: list[InputFault] = []
    for step in STEPS:
        typed = draft.typed.get(step.id)
        form = form_of(step, typed if typed is not None else as_typed(step, known.get(step.id, {})))
        if form.is_valid():
            answers[step.id] = form.cleaned_data
        else:
            faults.append(InputFault(field=step.id, reason=_first_error(form)))
    if faults:
        raise BadInput(tuple(faults))
    return answers


def as_typed(step: Step, known: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is known, in the form in which a page sends it."""
    typed: dict[str, list[str]] = {}
    for name, field in step.form.base_fields.items():
        value = known.get(name, field.initial)
        if isinstance(value, list | tuple):
            typed[name] = [str(each) for each in value]
        elif isinstance(value, bool):
            typed[name] = ["on"] if value else []
        else:
            typed[name] = [] if value is None else [str(value)]
    return typed


def _first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _follow(actor: Actor, episode: Episode, answers: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
    """What was told here and is kept elsewhere: the phone number and what the client agrees to."""
    client = episode.client
    correct_phone(actor=actor, client=client, phone=answers["reaching"]["phone"])
    agrees = answers["agreements"]["contact_clinician"]
    standing = standing_consents(client).get(ConsentKind.CONTACT_CLINICIAN)
    if agrees and standing is None:
        give_consent(
            actor=actor, client=client, kind=ConsentKind.CONTACT_CLINICIAN, wording_version=FORM_VERSION, now=now
        )
    if standing is not None and not agrees:
        withdraw_consent(actor=actor, consent=standing, now=now)
