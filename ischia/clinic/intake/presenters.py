"""How are a page of the intake and a whole intake shown?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ischia.clinic.intake.models import Intake
from ischia.clinic.intake.steps import STEPS, Step, Typed, form_of
from ischia.clinic.screen.api import Option, Screening, findings_of, single
from ischia.knowledge.records import FindingId, Knowledge

KNOWN_MEDICINES = ("anticoagulant", "antiplatelet", "long_term_steroid")
"""Medicines that the safety check asks about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """One field: `kind` is field, radio, checkbox or consent. `options` are the rows of a choice."""

    bound: forms.BoundField
    kind: str
    options: tuple[Option, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One question with what was said to it."""

    label: str | Promise
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of an intake, told. `error` says what is wrong with it; empty when it can be sent."""

    id: str
    title: str | Promise
    told: tuple[Told, ...]
    error: str = ""


def fields_shown(form: forms.Form) -> tuple[FieldShown, ...]:
    """The fields of a page, each with the component it needs."""
    return tuple(_field(bound) for bound in form)


def _field(bound: forms.BoundField) -> FieldShown:
    field, error = bound.field, str(bound.errors[0]) if bound.errors else ""
    if isinstance(field, forms.BooleanField):
        return FieldShown(bound=bound, kind="consent", error=error)
    if isinstance(field, forms.ChoiceField):
        kind = "checkbox" if isinstance(field, forms.MultipleChoiceField) else "radio"
        return FieldShown(bound=bound, kind=kind, options=_options(bound, field), error=error)
    return FieldShown(bound=bound, kind="field", error=error)


def _options(bound: forms.BoundField, field: forms.ChoiceField) -> tuple[Option, ...]:
    value = bound.value() or ()
    chosen = {value} if isinstance(value, str) else set(value)
    return tuple(
        Option(value=str(key), label=str(label), checked=key in chosen, is_other=key == "nothing")
        for key, label in _choices(field)
    )


def _choices(field: forms.ChoiceField) -> Iterable[tuple[str, str]]:
    """The choices of a field whose choices are a plain list."""
    return cast("Iterable[tuple[str, str]]", field.choices)


def review_of(typed: Mapping[str, Typed], known: Mapping[str, Mapping[str, Any]]) -> tuple[Section, ...]:
    """Everything told so far, page by page, with what is still wrong."""
    return tuple(_reviewed(step, typed.get(step.id), known.get(step.id, {})) for step in STEPS)


def _reviewed(step: Step, typed: Typed | None, known: Mapping[str, Any]) -> Section:
    form = form_of(step, typed, known)
    if typed is None:
        missing = any(field.required and not known.get(name, field.initial) for name, field in form.fields.items())
        error = _("Please fill in this page.") if missing else ""
        return Section(id=step.id, title=step.title, told=tuple(_told(step, known)), error=error)
    form.is_valid()
    error = next((str(errors[0]) for errors in form.errors.values()), "")
    shown = {name: form[name].value() for name in form.fields}
    return Section(id=step.id, title=step.title, told=tuple(_told(step, shown)), error=error)


def sections_of(intake: Intake) -> tuple[Section, ...]:
    """What was told in one intake; empty once it was erased."""
    if not hasattr(intake, "told"):
        return ()
    answers = intake.told.answers
    sections = (
        Section(id=step.id, title=step.title, told=tuple(_told(step, answers.get(step.id, {})))) for step in STEPS
    )
    return tuple(section for section in sections if section.told)


def _told(step: Step, answers: Mapping[str, Any]) -> Iterable[Told]:
    """The fields that say something, in words."""
    for bound in step.form():
        words = _in_words(bound.field, answers.get(bound.name))
        if words:
            yield Told(label=bound.label, answer=words)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        chosen = {value} if isinstance(value, str) else set(value or ())
        return ", ".join(str(label) for key, label in _choices(field) if key in chosen)
    return str(value or "").strip()


def known_medicines(screening: Screening | None, knowledge: Knowledge) -> tuple[Told, ...]:
    """What the safety check knows about medicines that change what is safe."""
    if screening is None:
        return ()
    known = findings_of(screening)
    found = [knowledge.findings[FindingId(id)] for id in KNOWN_MEDICINES if id in known]
    asked = [(finding, single(finding, known)) for finding in found]
    return tuple(
        Told(label=finding.label, answer=next((option.label for option in each.options if option.checked), ""))
        for finding, each in asked
    )
