"""Which pages does the intake have, in which order?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ischia.clinic.intake.forms import (
    LONGEST,
    Agreements,
    Avoid,
    Clinician,
    Comfort,
    Goals,
    Medicines,
    Reaching,
    Treatments,
)

FORM_VERSION = "2026-11"

STAYS_CURRENT = timedelta(days=183)
"""An intake older than half a year is asked again."""

Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the intake."""

    id: str
    title: str | Promise
    lead: str | Promise
    form: type[forms.Form]


STEPS = (
    Step(id="reaching", title=_("How can we reach you?"), lead=_("Only about your visits."), form=Reaching),
    Step(
        id="clinician",
        title=_("Who else looks after your health?"),
        lead=_("Leave it empty if there is nobody. We write to nobody unless you agree."),
        form=Clinician,
    ),
    Step(
        id="treatments",
        title=_("What have you tried before?"),
        lead=_("So that your therapist does not start from nothing."),
        form=Treatments,
    ),
    Step(
        id="medicines",
        title=_("Your medicines"),
        lead=_("The safety check has asked about blood thinners and the like. Here is room for the rest."),
        form=Medicines,
    ),
    Step(id="goals", title=_("What matters to you?"), lead=_("In your own words."), form=Goals),
    Step(
        id="comfort",
        title=_("What makes a visit easier for you?"),
        lead=_("Tick what fits."),
        form=Comfort,
    ),
    Step(
        id="avoid",
        title=_("What should we avoid?"),
        lead=_("You can say stop at any time. This helps us not to get that far."),
        form=Avoid,
    ),
    Step(
        id="agreements",
        title=_("What you agree to"),
        lead=_("You can take it back at any time."),
        form=Agreements,
    ),
)

_BY_ID = {step.id: step for step in STEPS}


def step_of(id: str) -> Step | None:
    """The page of that id, if there is one."""
    return _BY_ID.get(id)


def before(step: Step) -> Step | None:
    """The page before this one."""
    at = STEPS.index(step)
    return STEPS[at - 1] if at else None


def after(step: Step) -> Step | None:
    """The page after this one; None when the review is next."""
    at = STEPS.index(step) + 1
    return STEPS[at] if at < len(STEPS) else None


def typed_from(step: Step, posted: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What a form sent for the fields of this page, word for word, each within bounds."""
    return {
        name: [text[: 2 * LONGEST] for text in posted.getlist(name)[: len(step.form.base_fields) + 20]]
        for name in step.form.base_fields
    }


def form_of(step: Step, typed: Typed | None, known: Mapping[str, Any] | None = None) -> forms.Form:
    """The page's form: with what was typed, or while nothing was, with what is `known` from elsewhere."""
    if typed is None:
        return step.form(initial=dict(known or {}))
    return step.form(MultiValueDict(typed))
