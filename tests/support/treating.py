"""Which visits do the tests about treating share? A client with a real safety check, a real plan and a booked course.

Knowledge is the packaged one: what a page shows here is what a person would see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session
from ischia.clinic.people.api import Client, Episode
from ischia.clinic.plan.api import record_plan
from ischia.clinic.screen.api import Screening, record_screening
from ischia.clinic.treat.api import Entered, SessionRecord, opened, rescreen, save_draft, sign
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingId, FindingKind, FindingValue, Question
from ischia.pathway.assess.api import assess
from ischia.pathway.plan.api import Preferences, plan
from ischia.pathway.screen.api import next_question, screen
from ischia.pathway.shared.findings import Answer, Findings
from tests.support.booking import book
from tests.support.clinic import BUILDER, NOW, World
from tests.support.diary import at, give_hours

KNOWLEDGE = load_knowledge()
FIRST_DAY = at("2026-11-30 10:00")
"""The start of the first session, a Monday at ten in Edinburgh as in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """One client under treatment with Callum: four sessions, a week apart."""

    world: World
    sessions: tuple[Session, ...]

    @property
    def client(self) -> Client:
        return self.world.ailsa

    @property
    def episode(self) -> Episode:
        return self.world.episode

    @property
    def first(self) -> Session:
        return self.sessions[0]


def well_but_for(told: Mapping[str, FindingValue]) -> Findings:
    """Every question of the safety check answered: `told` as given, everything else harmless."""
    findings = Findings()
    while asked := next_question(findings, KNOWLEDGE):
        question = KNOWLEDGE.questions[asked.question]
        findings = findings.with_answers(dict(_answers(question, asked.findings, told)))
    return findings


def _answers(
    question: Question, asked: tuple[FindingId, ...], told: Mapping[str, FindingValue]
) -> Iterator[tuple[str, Answer]]:
    for id in asked:
        yield id, told.get(id, _harmless(question, id))


def _harmless(question: Question, id: FindingId) -> FindingValue:
    finding = KNOWLEDGE.findings[id]
    if question.is_checklist:
        return question.untick_value
    match finding.kind:
        case FindingKind.BOOLEAN:
            return False
        case FindingKind.COURSE:
            return "absent"
        case FindingKind.NUMBER:
            return {"age": 47, "leg_pain_intensity": 6}.get(id, 0)
        case _:
            return finding.choices[0].value


def screened(episode: Episode, told: Mapping[str, FindingValue], *, now: datetime = NOW) -> Screening:
    """A completed safety check before booking."""
    return record_screening(
        actor=BUILDER,
        episode=episode,
        purpose=Screening.Purpose.BOOKING,
        findings=well_but_for(told),
        knowledge=KNOWLEDGE,
        answered_by="client",
        now=now,
    )


def in_care(world: World, told: Mapping[str, FindingValue] | None = None) -> Care:
    """Ailsa has answered, has a plan and four booked Mondays with Callum in Leith."""
    findings = {"pain_below_knee": True, **(told or {})}
    screened(world.episode, findings)
    answers = well_but_for(findings)
    made = plan(
        screen(answers, KNOWLEDGE),
        assess(answers, (), KNOWLEDGE),
        goals=("walk to the shop without stopping",),
        preferences=Preferences(),
        knowledge=KNOWLEDGE,
    )
    care_plan = record_plan(actor=BUILDER, episode=world.episode, plan=made, now=NOW)
    give_hours(world.callum, world.leith)
    for technique in {block.technique for block in made.blocks}:
        world.callum.skills.get_or_create(technique=technique, defaults={"evidence": "Diploma 2019"})
    course = book(world, care_plan)
    return Care(world=world, sessions=tuple(course.sessions.order_by("number")))


def asked_again(
    care: Care, session: Session, changed: Mapping[str, Answer] | None = None, *, now: datetime | None = None
) -> Screening:
    """The questions of every visit, put at the start of the session."""
    return rescreen(
        actor=care.world.as_callum,
        therapist=care.world.callum_user,
        session=session,
        changed=changed or {},
        knowledge=KNOWLEDGE,
        now=now or session.starts_at,
    )


def drafted(care: Care, session: Session, **typed: object) -> Entered:
    """What the draft holds once the therapist has typed `typed` over it, and ticked that the work was done."""
    entered: Entered = replace(opened(fresh(session)).entered, **{"confirmed": "1", **typed})
    save_draft(therapist=care.world.callum_user, session=session, entered=entered, now=session.ends_at)
    return entered


def fresh(session: Session) -> Session:
    """The session as the database has it now, without anything remembered."""
    return Session.objects.select_related("course__episode", "client__clinic", "therapist__user").get(pk=session.pk)


def signed(care: Care, session: Session, *, by: Actor | None = None, now: datetime | None = None) -> SessionRecord:
    return sign(
        actor=by or care.world.as_callum,
        therapist=care.world.callum_user,
        session=fresh(session),
        knowledge=KNOWLEDGE,
        now=now or session.ends_at + timedelta(minutes=2),
    )


def treated(care: Care, session: Session, *, leg_pain: int | None = None, **typed: object) -> SessionRecord:
    """The whole visit: asked again, recorded, signed."""
    asked_again(care, fresh(session))
    answers = {} if leg_pain is None else {"answers": {"nprs_leg": {"pain": str(leg_pain)}}}
    drafted(care, session, confirmed="1", **answers, **typed)
    return signed(care, session)
