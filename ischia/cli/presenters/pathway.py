"""How does the whole pathway read, stage after stage?"""

from collections.abc import Iterator, Mapping

from ischia.cli.case_file import About, Clearance
from ischia.cli.page import Page
from ischia.cli.presenters.assess import write_picture
from ischia.cli.presenters.book import write_course
from ischia.cli.presenters.decide import write_decision
from ischia.cli.presenters.forecast import write_forecasts
from ischia.cli.presenters.match import write_ranking
from ischia.cli.presenters.plan import write_plan
from ischia.cli.presenters.screen import HEADLINES, write_verdict
from ischia.cli.presenters.track import write_progress
from ischia.cli.presenters.treat import write_sessions
from ischia.cli.presenters.words import plain, reference_list
from ischia.cli.run import PathwayResult
from ischia.knowledge.records import EvidenceId, Knowledge
from ischia.pathway.stages import Stage
from ischia.pathway.track.api import Forecast


def write_pathway(
    page: Page, result: PathwayResult, knowledge: Knowledge, *, zone: str, names: Mapping[str, str]
) -> None:
    """Title and source, then one part per stage that has something to say, then the sources used."""
    write_about(page, result.about)
    _part(page, Stage.SCREEN)
    write_verdict(page, result.verdict, knowledge)
    _write_earlier_checks(page, result)
    _write_clearance(page, result.clearance)
    _part(page, Stage.ASSESS)
    if result.picture:
        write_picture(page, result.picture, knowledge)
    else:
        page.lead("Not now: what the safety check says comes first.")
    _part(page, Stage.PLAN)
    if result.plan:
        write_plan(page, result.plan, knowledge, about=result.about_plan)
    else:
        page.lead(result.why_no_plan)
    _write_match_and_book(page, result, zone=zone, names=names)
    _write_sessions_and_decision(page, result, knowledge)
    page.heading("Sources")
    page.items(reference_list(_citations(result), knowledge))
    page.text(f"Knowledge version {result.verdict.knowledge_version}. This tool does not diagnose.")


def write_about(page: Page, about: About) -> None:
    """What the case is, where it comes from, and which details are not the source's."""
    page.lead(about.title)
    page.pair("Source", about.source)
    page.items(about.published, title="The source states:")
    page.items(about.illustrative, title="Illustrative, not from the source:")


def _part(page: Page, stage: Stage) -> None:
    page.heading(f"{stage.value.capitalize()}: {stage.question}")


def _write_earlier_checks(page: Page, result: PathwayResult) -> None:
    earlier = result.verdicts[:-1]
    if earlier:
        page.gap()
        page.items(
            (f"{dated.on}: {HEADLINES[dated.verdict.outcome]}" for dated in earlier), title="Earlier safety checks:"
        )


def _write_clearance(page: Page, clearance: Clearance | None) -> None:
    if clearance:
        page.gap()
        limits = f" Limits: {clearance.limits}" if clearance.limits else ""
        page.text(f"Clearance: {plain(clearance.answer.value)}, {clearance.clinician}, {clearance.on}.{limits}")


def _write_match_and_book(page: Page, result: PathwayResult, *, zone: str, names: Mapping[str, str]) -> None:
    if result.ranking:
        _part(page, Stage.MATCH)
        write_ranking(page, result.ranking, names)
    if result.course:
        _part(page, Stage.BOOK)
        write_course(page, result.course, result.permission, result.why_no_course, zone=zone, names=names)
    elif result.plan is None or result.ranking:
        _part(page, Stage.BOOK)
        page.lead(result.why_no_course)


def _write_sessions_and_decision(page: Page, result: PathwayResult, knowledge: Knowledge) -> None:
    if result.sessions:
        _part(page, Stage.TREAT)
        write_sessions(page, result.sessions, knowledge)
    if result.progress:
        _part(page, Stage.TRACK)
        write_progress(page, result.progress, knowledge)
        write_forecasts(page, result.forecasts)
    if result.decision:
        _part(page, Stage.DECIDE)
        write_decision(page, result.decision, knowledge)
    if result.next_plan:
        page.heading("The plan after this decision")
        write_plan(page, result.next_plan, knowledge)
    elif result.why_no_next_plan:
        page.gap()
        page.text(f"No plan follows from this decision: {result.why_no_next_plan}")


def _citations(result: PathwayResult) -> Iterator[EvidenceId]:
    yield from (EvidenceId(id) for id in result.about.evidence)
    for reason in result.verdict.reasons:
        yield from reason.citations
    leading = result.picture.leading if result.picture else None
    for clue in leading.speaks_for if leading else ():
        yield from clue.citations
    if result.plan:
        yield from result.plan.citations
    for change in result.progress.changes if result.progress else ():
        yield from change.citations
    for found in result.forecasts:
        yield from found.citations if isinstance(found, Forecast) else ()
    for because in result.decision.reasons if result.decision else ():
        yield from because.citations
