"""How does a course of an invented client end? With the review, answered by the therapist as proposed."""

from datetime import date, datetime

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Course, Session, Status
from ischia.clinic.decide.api import proposal_for, record_decision
from ischia.clinic.demo.visits import is_past
from ischia.clinic.people.api import close_episode
from ischia.clinic.treat.api import session_day
from ischia.knowledge.records import Knowledge
from ischia.pathway.decide.api import Action


def review(course: Course, *, knowledge: Knowledge, today: date) -> None:
    """Answers the review once the last session is behind; an episode that ends in discharge is closed."""
    sessions = list(course.sessions.select_related("client__clinic", "therapist__user").order_by("number"))
    last = sessions[-1]
    if not is_past(last, today=today) or last.status != Status.DONE:
        return
    _answer(course, last, knowledge, now=last.ends_at)


def _answer(course: Course, last: Session, knowledge: Knowledge, *, now: datetime) -> None:
    therapist = last.therapist.user
    actor = Actor.of(therapist)
    proposal = proposal_for(course.episode, knowledge=knowledge, today=session_day(last))
    record_decision(
        actor=actor,
        therapist=therapist,
        episode=course.episode,
        decision=proposal.decision,
        facts=proposal.facts,
        action=proposal.decision.action,
        reason="",
        knowledge=knowledge,
        now=now,
    )
    if proposal.decision.action is Action.DISCHARGE:
        close_episode(actor=actor, episode=course.episode, now=now, reason="discharged")
