"""Where is the client on the way from the first question to booked dates?"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.pathway.stages import Stage

CLIENT_STAGES = (Stage.SCREEN, Stage.ASSESS, Stage.PLAN, Stage.MATCH, Stage.BOOK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way. `state` is done, here or ahead."""

    label: str
    state: str


def journey_steps(here: Stage) -> tuple[Step, ...]:
    """The client's five stages, with the one they are in."""
    return tuple(Step(label=_label(stage), state=_state(stage, here)) for stage in CLIENT_STAGES)


def _state(stage: Stage, here: Stage) -> str:
    order = CLIENT_STAGES.index
    if stage is here:
        return "here"
    return "done" if order(stage) < order(here) else "ahead"


def _label(stage: Stage) -> str:
    return {
        Stage.SCREEN: _("Safety check"),
        Stage.ASSESS: _("Your pain"),
        Stage.PLAN: _("Your plan"),
        Stage.MATCH: _("Your therapist"),
        Stage.BOOK: _("Your dates"),
    }[stage]
