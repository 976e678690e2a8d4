"""How does a visitor of the tests answer the pages before booking? Well apart from the leg, unless told otherwise."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponseBase
from django.test import Client as Visitor

from ischia.clinic.screen.draft import COOKIE
from ischia.knowledge import load_knowledge
from ischia.knowledge.records import FindingKind, Question, QuestionId

Ticked = Mapping[str, Sequence[str]]

NUMBERS = {"age": "44", "leg_pain_intensity": "5", "leg_pain_weeks": "5"}
LEG_PAIN: Ticked = {"about_the_pain": ["pain_below_knee", "seen_by_clinician_this_episode"]}
"""Pain below the left knee for five weeks that a clinician has looked at."""

EMERGENCY: Ticked = {"control_and_feeling": ["saddle_numbness"]}
URGENT: Ticked = {"leg_weakness": ["worse"]}
CLINICIAN_FIRST: Ticked = {"important_conditions": ["cancer_history"], **LEG_PAIN}
LIMITS: Ticked = {"important_conditions": ["anticoagulant"], **LEG_PAIN}
UNSURE: Ticked = {"important_conditions": ["unsure"], **LEG_PAIN}

SPOTS = ("lumbar.left", "gluteal_lower_outer.left", "thigh_back.left", "leg_back.left")
LONGEST_WAY = 60
NOT_SO = "sshq_walking_brings_urge"
"""Would contradict a safety check in which nothing is wrong with the bladder."""


def answer_to(question: Question, ticked: Ticked) -> list[str]:
    """What this visitor answers: as told, else the answer of somebody who is well."""
    if question.id in ticked:
        return list(ticked[question.id])
    if question.is_checklist:
        return ["none"]
    finding = load_knowledge().findings[question.findings[0]]
    if finding.id in NUMBERS:
        return [NUMBERS[finding.id]]
    if finding.kind is FindingKind.NUMBER:
        return [f"{finding.minimum or 0:g}"]
    return ["false"] if finding.kind is FindingKind.BOOLEAN else [finding.choices[0].value]


def answer_questions(visitor: Visitor, ticked: Ticked, *, at_most: int = LONGEST_WAY) -> list[str]:
    """Goes from question to question and returns those that were asked, in order."""
    knowledge = load_knowledge()
    asked: list[str] = []
    address = _location(visitor.get("/screen/question/"))
    while "/screen/question/" in address and len(asked) < at_most:
        question = knowledge.questions[QuestionId(_last_part(address))]
        asked.append(question.id)
        address = _location(visitor.post(address, {"answer": answer_to(question, ticked)}))
    return asked


def tell_about_pain(
    visitor: Visitor, *, spots: Sequence[str] = SPOTS, symptom: str = "pain", confirms: bool = True
) -> str:
    """Marks the places, says what they feel like, answers the rest with the first answer, and returns where it led.

    Those first answers call questions of the safety check in question: who `confirms` says "none of these" once more.
    """
    visitor.post("/assess/where/", {"spot": spots})
    details = {f"{spot}.symptom": symptom for spot in spots} | {f"{spot}.intensity": "6" for spot in spots}
    address = _location(visitor.post("/assess/what/", details))
    while address == "/assess/about/" or (confirms and "/screen/question/" in address):
        if address != "/assess/about/":
            address = _location(visitor.post(address, {"answer": "none"}))
            continue
        questions = visitor.get(address).context["questions"]
        told = {asked.name: _first(asked.name) for asked in questions}
        address = _location(visitor.post(address, {"asked": list(told), **told}))
    return address


def come_to_the_plan(visitor: Visitor, ticked: Ticked = LEG_PAIN) -> None:
    """Everything up to the plan page."""
    answer_questions(visitor, ticked)
    tell_about_pain(visitor)
    visitor.post("/assess/wishes/", {"goal": "Walk the dog", "pressure": "no_preference"})


def draft_of(visitor: Visitor) -> str:
    """The cookie as it lies on the device."""
    return visitor.cookies[COOKIE].value


def _first(finding: str) -> str:
    known = load_knowledge().findings
    found = next(each for id, each in known.items() if id == finding)
    if found.kind is FindingKind.NUMBER:
        return f"{found.minimum or 0:g}"
    if found.id == NOT_SO:
        return "false"
    return "true" if found.kind is FindingKind.BOOLEAN else found.choices[0].value


def _location(response: HttpResponseBase) -> str:
    assert response.status_code == 302, response.status_code
    return response.headers["Location"]


def _last_part(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]
