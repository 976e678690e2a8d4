"""How does the data of a session read as a SOAP note?

Composed from data, so that the therapist corrects a text instead of writing one. The plan states technique, site, dose,
frequency and purpose (PRODUCT.md section 1).
"""

from collections.abc import Iterator, Sequence

from ischia.knowledge.records import Knowledge
from ischia.pathway.plan.values import Block, Plan
from ischia.pathway.shared.body_chart import Mark, Side
from ischia.pathway.treat.values import AdverseEvent, Note, SessionRecord, Work

PRESSURE_NAMES = {1: "lotion", 2: "light", 3: "moderate", 4: "firm", 5: "deep"}
SIDE_NAMES = {Side.LEFT: "left", Side.RIGHT: "right", Side.MIDDLE: "both sides of the midline"}


def compose_note(
    record: SessionRecord,
    plan: Plan,
    knowledge: Knowledge,
    *,
    safety: str = "",
    progress: str = "",
    measures: Sequence[str] = (),
    paused: str = "",
) -> Note:
    """Compose the note. `safety` says what the re-screen found, `progress` is the headline, `measures` the scores.

    `paused` says why the course does not go on as planned, and then stands in the plan's place.
    """
    return Note(
        subjective=_sentences(_subjective(record, knowledge)),
        objective=_sentences(_objective(record, knowledge, measures)),
        assessment=_sentences(_assessment(record, safety, progress)),
        plan=paused or _sentences(_plan(record, plan, knowledge)),
    )


def _sentences(parts: Iterator[str]) -> str:
    return "\n".join(part for part in parts if part)


def _subjective(record: SessionRecord, knowledge: Knowledge) -> Iterator[str]:
    yield record.subjective
    for mark in record.body_chart:
        yield _mark(mark, knowledge)
    for event in record.adverse_events:
        yield _event(event)
    if not record.adverse_events:
        yield "No unwanted response reported."


def _mark(mark: Mark, knowledge: Knowledge) -> str:
    region = knowledge.regions[mark.region].label
    return f"{mark.symptom.value.capitalize()} {mark.intensity}/10: {region}, {SIDE_NAMES[mark.side]}."


def _event(event: AdverseEvent) -> str:
    kind = event.kind.value.replace("_", " ").capitalize()
    more = f", pain up {event.pain_increase}" if event.pain_increase else ""
    judged = "".join(_judged(event))
    serious = ", needed medical care" if event.is_serious else ""
    note = f" ({event.note})" if event.note else ""
    return f"{kind} for {event.hours} h after a session{more}{judged}{serious}{note}."


def _judged(event: AdverseEvent) -> Iterator[str]:
    if event.severity is not None:
        yield f", {event.severity.value}"
    if event.relation is not None:
        yield f", {event.relation.value} from the session"


def _objective(record: SessionRecord, knowledge: Knowledge, measures: Sequence[str]) -> Iterator[str]:
    yield f"Session {record.number}, {record.minutes} min."
    for work in record.work:
        yield _work(work, knowledge)
    if not record.work:
        yield "No massage was given."
    yield from measures


def _work(work: Work, knowledge: Knowledge) -> str:
    technique, muscle = knowledge.techniques[work.technique].label, knowledge.muscles[work.muscle].label
    pressure = f"pressure {work.pressure}/5 ({PRESSURE_NAMES[work.pressure]})"
    position = work.position.replace("_", " ")
    return f"{technique}: {muscle}, {SIDE_NAMES[work.side]}, {position}, {pressure}, {work.minutes} min."


def _assessment(record: SessionRecord, safety: str, progress: str) -> Iterator[str]:
    yield safety
    yield f"Response: {record.response}" if record.response else ""
    yield progress


def _plan(record: SessionRecord, plan: Plan, knowledge: Knowledge) -> Iterator[str]:
    for block in plan.blocks:
        yield _block(block, knowledge)
    spacing = plan.course.spacing_ideal_days
    yield f"Frequency: every {spacing} days, {plan.course.sessions} sessions, review after session {_review(plan)}."
    yield f"Home: {record.home_advice}" if record.home_advice else ""


def _review(plan: Plan) -> int:
    return plan.course.review_after_session


def _block(block: Block, knowledge: Knowledge) -> str:
    technique, muscle = knowledge.techniques[block.technique].label, knowledge.muscles[block.muscle].label
    dose = f"{block.minutes} min, pressure {block.pressure}/5"
    return f"{technique}: {muscle}, {SIDE_NAMES[block.side]}, {dose}. Purpose: {block.purpose}"
