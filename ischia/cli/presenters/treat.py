"""How do the sessions so far read: what was done, how the body answered, where a limit was passed?"""

from collections.abc import Sequence

from ischia.cli.page import Page
from ischia.cli.presenters.words import plain
from ischia.cli.run import SessionReading
from ischia.knowledge.records import Knowledge
from ischia.pathway.screen.api import Outcome
from ischia.pathway.treat.api import AdverseEvent, is_long_soreness

NO_MASSAGE = frozenset({Outcome.EMERGENCY, Outcome.URGENT, Outcome.INCOMPLETE, Outcome.OTHER_ROUTE})


def write_sessions(page: Page, sessions: Sequence[SessionReading], knowledge: Knowledge) -> None:
    """One entry per session."""
    for session in sessions:
        page.item(f"Session {session.number}, {session.on}, {session.minutes} minutes: {_work(session, knowledge)}")
        warning = _warning(session)
        if warning:
            page.text(warning, indent=2)
        for event in session.record.adverse_events:
            page.text(_event(event), indent=2)
        for breach in session.breaches:
            because = f" ({', '.join(breach.because)})" if breach.because else ""
            page.text(f"Beyond a limit: {breach.message}{because}", indent=2)
        if session.record.response:
            page.text(session.record.response, indent=2)


def _warning(session: SessionReading) -> str:
    """What was wrong with giving the session at all."""
    if session.outcome is None:
        return "No safety check had been made before this session."
    if session.outcome in NO_MASSAGE:
        return f"The safety check had said {plain(session.outcome.value)}: no massage that day."
    return ""


def _work(session: SessionReading, knowledge: Knowledge) -> str:
    done = (
        f"{knowledge.techniques[work.technique].label} on {knowledge.muscles[work.muscle].label} "
        f"({work.side.value}, pressure {work.pressure}, {work.minutes} min)"
        for work in session.record.work
    )
    return "; ".join(done) or "work not recorded"


def _event(event: AdverseEvent) -> str:
    more = f", pain up {event.pain_increase} points" if event.pain_increase else ""
    long = ", too long" if is_long_soreness(event) else ""
    serious = ", needed medical care" if event.is_serious else ""
    note = f". {event.note}" if event.note else ""
    return f"Afterwards: {plain(event.kind.value)} for {event.hours} hours{more}{long}{serious}{note}"
