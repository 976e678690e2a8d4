"""Where does the leg pain most likely come from?"""

from ischia.knowledge.criteria import findings_used
from ischia.knowledge.records import FindingId, Knowledge, PatternId
from ischia.pathway.assess.asking_again import called_for
from ischia.pathway.assess.next_test import best_next_test
from ischia.pathway.assess.reading import PreparedPattern, prepare_patterns, ranking_key, read_pattern
from ischia.pathway.assess.roots import could_fit_muscles, could_fit_nerves, could_fit_roots, marked_regions
from ischia.pathway.assess.side import main_side
from ischia.pathway.assess.values import Likelihood, PatternReading, Picture
from ischia.pathway.screen.api import check_findings, close, with_chart
from ischia.pathway.shared.body_chart import BodyChart
from ischia.pathway.shared.compiled import compile_criterion
from ischia.pathway.shared.findings import Findings

NERVE_ROOT = PatternId("nerve_root")
NERVE_ROOT_POINTS_THAT_KEEP_THE_ROUTE = 2
IRRITABLE_ORIGIN = "CI31"

NOT_A_DIAGNOSIS = (
    "This tool does not diagnose. It helps a therapist screen for safety and describe patterns. Only a licensed "
    "clinician can diagnose. If symptoms on this list appear, seek medical care."
)
HOW_SURE = (
    "A pattern is a count of published signs, not a probability. Bedside signs are imperfect, so we are never more "
    "than moderately sure."
)
ABOUT_ROOTS = (
    "Marks on the body chart may fit a nerve root, but about two thirds of nerve-root pain does not follow the "
    "textbook map. It does not rule any root in or out."
)
ABOUT_MUSCLES = (
    "Where a muscle may pass its pain on to is textbook knowledge that has not been confirmed, and finding trigger "
    "points by hand is of low reliability. It says nothing against a nerve root."
)
ABOUT_NERVES = (
    "Marks on the body chart may fit a nerve in the leg, but fields of nerves and of roots overlap. It rules nothing "
    "in or out."
)


def assess(findings: Findings, chart: BodyChart, knowledge: Knowledge) -> Picture:
    """Read every pattern and rank them: better band first, then larger share of its own points, then name.

    The body chart adds the findings that its marks state. It enters no count beyond those; matching roots are shown as
    "could fit" only. Raises `BadInput` for unknown ids or regions, impossible values and contradictions, also between
    the answers and the chart.
    """
    check_findings(findings, knowledge)
    answers = close(with_chart(findings, chart, knowledge), knowledge)
    check_findings(answers, knowledge)
    patterns = prepare_patterns(knowledge)
    ranked = sorted(patterns, key=lambda each: ranking_key(each, each.tally(answers)))
    readings = tuple(read_pattern(each, answers) for each in ranked)
    fits = (could_fit_roots(chart, knowledge), could_fit_muscles(chart, knowledge), could_fit_nerves(chart, knowledge))
    about_fits = (about for fit, about in zip(fits, (ABOUT_ROOTS, ABOUT_MUSCLES, ABOUT_NERVES), strict=True) if fit)
    roots, muscles, nerves = fits
    return Picture(
        readings=readings,
        could_fit_roots=roots,
        could_fit_muscles=muscles,
        could_fit_nerves=nerves,
        is_irritable=is_irritable(answers, knowledge),
        best_next_test=best_next_test(patterns, answers, knowledge),
        leaves_route=_leaves_route(ranked[0], readings, answers) if ranked else False,
        findings_used=_findings_used(patterns, answers, knowledge),
        caveats=(NOT_A_DIAGNOSIS, HOW_SURE, *about_fits),
        knowledge_version=knowledge.version,
        side=main_side(answers, chart),
        marked_regions=marked_regions(chart),
        ask_now=called_for(patterns, answers),
    )


def is_irritable(answers: Findings, knowledge: Knowledge) -> bool:
    """Whether the pain counts as acute and irritable, by the very rule that limits massage for it (CI31)."""
    rules = (rule for rule in knowledge.safety_rules if rule.origin == IRRITABLE_ORIGIN)
    return any(compile_criterion(rule.when).decide(answers) for rule in rules)


def _leaves_route(first: PreparedPattern, readings: tuple[PatternReading, ...], answers: Findings) -> bool:
    """Whether a source outside the pathway leads and the nerve root has at most one point (CLINICAL.md 3.6)."""
    if readings[0].likelihood is Likelihood.UNLIKELY or first.pattern.stays_in_route:
        return False
    if first.leaves_route_when and not first.leaves_route_when.decide(answers):
        return False
    nerve_root = sum(reading.points for reading in readings if reading.pattern == NERVE_ROOT)
    return nerve_root < NERVE_ROOT_POINTS_THAT_KEEP_THE_ROUTE


def _findings_used(
    patterns: tuple[PreparedPattern, ...], answers: Findings, knowledge: Knowledge
) -> tuple[FindingId, ...]:
    looked_at = {
        finding
        for prepared in patterns
        for each in prepared.all_indicators
        for finding in findings_used(each.indicator.when)
    }
    return tuple(id for id in knowledge.findings if id in looked_at and answers.known(id) is not None)
