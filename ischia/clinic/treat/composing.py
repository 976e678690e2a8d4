"""Which text stands in the note: what the data says, or what the therapist made of it?"""

from dataclasses import replace

from ischia.clinic.treat.charting import chart_in_words
from ischia.clinic.treat.examining import examined_in_words
from ischia.clinic.treat.queries import Opened
from ischia.knowledge.records import Knowledge
from ischia.pathway.treat.api import Note, Stance, compose_note
from ischia.pathway.treat.api import SessionRecord as Record


def composed(state: Opened, done: Record, knowledge: Knowledge) -> Note:
    """The note as the data says it."""
    progress, measures = state.measured.says(done, knowledge=knowledge)
    return compose_note(
        done,
        state.plan,
        knowledge,
        safety=safety_sentence(state),
        progress=progress,
        measures=(*_examined(state, knowledge), *_marked(done, knowledge), *measures),
        paused=_paused(state),
    )


def _examined(state: Opened, knowledge: Knowledge) -> tuple[str, ...]:
    said = examined_in_words(state.entered.examined, knowledge)
    return (said,) if said else ()


def _marked(done: Record, knowledge: Knowledge) -> tuple[str, ...]:
    said = chart_in_words(done.body_chart, knowledge)
    return (said,) if said else ()


def _paused(state: Opened) -> str:
    """After a stop the plan does not go on."""
    if not state.safety.is_stopped:
        return ""
    return f"No massage until a clinician has answered.\n{state.entered.referral}".strip()


def compose(state: Opened, done: Record, knowledge: Knowledge) -> Note:
    """The note with the parts that the therapist rewrote."""
    return replace(composed(state, done, knowledge), **state.entered.note)


def safety_sentence(state: Opened) -> str:
    """What the re-screen found, in the therapist's words."""
    safety = state.safety
    found = [reason.title for reason in safety.verdict.reasons]
    listed = f" Found: {'; '.join(found)}." if found else ""
    if safety.stance is Stance.STOP:
        return f"Safety questions asked again: {safety.verdict.outcome.value.replace('_', ' ')}. No massage.{listed}"
    cleared = f" Cleared by {safety.clearance.clinician_name}." if safety.clearance else ""
    return f"Safety questions asked again: {safety.verdict.outcome.value.replace('_', ' ')}.{listed}{cleared}"
