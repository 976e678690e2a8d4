"""How does the answer to "what shall we do, where, how hard, how often?" read?"""

from ischia.cli.page import Page
from ischia.cli.presenters.screen import write_limits
from ischia.cli.presenters.words import UNVERIFIED, plain, with_numbers
from ischia.knowledge.records import Claim, Knowledge
from ischia.pathway.plan.api import Block, CourseSpec, Dose, Exclusion, Pace, Plan

UNIT_WORDS = {"1": "", "1/wk": "a week"}
_PACE_WORDS = {
    Pace.WEEKLY: "",
    Pace.TWICE_A_WEEK_AT_FIRST: " Twice a week in the first two weeks, since the pain is acute and massage tolerated.",
}


def write_plan(page: Page, plan: Plan, knowledge: Knowledge, *, about: str = "") -> None:
    """The course and the session first, then what is left out, home advice, stop rules and the honest claims.

    `about` says beforehand when a later decision changes the plan.
    """
    course = plan.course
    if about:
        page.text(about)
    page.lead(f"{course.sessions} sessions of {course.session_minutes} minutes, then a review.")
    if plan.is_provisional:
        page.text("Provisional: nothing is done before a clinician has answered.")
    page.text(course_in_words(course))
    page.gap()
    page.items((_block(block, knowledge) for block in plan.blocks), title="One session:")
    page.gap()
    page.text(plan.why_this)
    write_limits(page, plan.limits)
    _write_lists(page, plan)
    page.gap()
    page.items(
        (_claim(knowledge.claims[id]) for id in plan.claims),
        title="What massage can and cannot do:",
    )


def _claim(claim: Claim) -> str:
    return f'"{claim.claim}" ({claim.grade}). {claim.honest_wording}'


def _write_lists(page: Page, plan: Plan) -> None:
    for title, lines in (
        ("Goals:", plan.goals),
        ("Left out:", tuple(_exclusion(each) for each in plan.excluded)),
        ("At home:", plan.home_programme),
        ("Talk over first:", plan.consent_points),
        ("Stop when:", tuple(with_numbers(line) for line in plan.stop_rules)),
    ):
        if lines:
            page.gap()
            page.items(lines, title=title)
    page.gap()
    page.text(plan.expected_soreness)


def course_in_words(course: CourseSpec) -> str:
    """How far apart, when the review is due, and where it ends."""
    return (
        f"About {course.spacing_ideal_days} days apart ({course.spacing_minimum_days} to "
        f"{course.spacing_maximum_days}). Review after session {course.review_after_session} or on day "
        f"{course.review_by_day}, whichever comes first; a fresh decision after {course.decision_needed_after} of "
        f"them; never more than {course.hard_maximum} of them unless clearly better and still improving."
        f"{_PACE_WORDS[course.pace]}"
    )


def _block(block: Block, knowledge: Knowledge) -> str:
    technique = knowledge.techniques[block.technique].label
    muscle = knowledge.muscles[block.muscle].label
    side = "" if block.side.value == "middle" else f", {block.side.value}"
    dose = "; ".join(_dose(each) for each in block.dose)
    return (
        f"{block.minutes} min {technique}, {muscle}{side}, {plain(block.position)}, pressure {block.pressure} of 5. "
        f"{block.purpose}{f' ({dose})' if dose else ''}"
    )


def _dose(dose: Dose) -> str:
    amount = f"{dose.low:g}" if dose.low == dose.high else f"{dose.low:g} to {dose.high:g}"
    unit = UNIT_WORDS.get(dose.unit, dose.unit)
    return " ".join(
        part
        for part in (
            plain(dose.name),
            amount,
            unit,
            "at the low end" if dose.is_low_end else "",
            "" if dose.is_verified else f"({UNVERIFIED})",
        )
        if part
    )


def _exclusion(exclusion: Exclusion) -> str:
    because = f" ({', '.join(exclusion.because)})" if exclusion.because else ""
    return f"{exclusion.what}. {exclusion.why}{because}"
