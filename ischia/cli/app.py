"""Which commands does `ischia` have? Each reads its input, asks one stage and shows the answer."""

from datetime import date
from typing import Annotated, Any

import typer

from ischia.cli.case_file import CaseFile, read_case
from ischia.cli.documents import read_document
from ischia.cli.knowledge_app import knowledge_app
from ischia.cli.measures import instrument_called, scores_in
from ischia.cli.page import Page
from ischia.cli.presenters.assess import write_picture
from ischia.cli.presenters.knowledge import write_findings
from ischia.cli.presenters.pathway import write_pathway
from ischia.cli.presenters.plan import write_plan
from ischia.cli.presenters.screen import HEADLINES, write_verdict
from ischia.cli.presenters.track import write_series
from ischia.cli.presenters.words import reference_list
from ischia.cli.reporting import faults_reported, show, show_json
from ischia.cli.run import SENT_AWAY, assessed, plan_or_why, run_pathway, screened
from ischia.cli.web import load_demo, run_worker, serve_clinic
from ischia.knowledge import Knowledge, load_knowledge
from ischia.pathway.assess.api import route
from ischia.pathway.plan.api import Pace
from ischia.pathway.track.api import form_text

app = typer.Typer(
    name="ischia",
    help="Massage therapy for sciatica: screen, assess, plan, match, book, treat, track, decide. It does not diagnose.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(knowledge_app, name="knowledge")

CaseArgument = Annotated[str, typer.Argument(metavar="FILE", help="A case file, or - for standard input.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]


def _case(file: str) -> tuple[CaseFile, Knowledge]:
    knowledge = load_knowledge()
    return read_case(read_document(file), knowledge), knowledge


@app.command("findings")
def list_findings(as_json: JsonOption = False) -> None:
    """Every finding: id, type, both questions, values."""
    with faults_reported():
        knowledge = load_knowledge()
        if as_json:
            show_json([*knowledge.findings.values()])
            return
        page = Page()
        write_findings(page, knowledge.findings.values())
        show(page)


@app.command("screen")
def screen_case(file: CaseArgument, as_json: JsonOption = False) -> None:
    """Is massage safe for this person today?"""
    with faults_reported():
        case, knowledge = _case(file)
        verdict = screened(case, knowledge)
        if as_json:
            show_json(verdict)
            return
        page = Page()
        write_verdict(page, verdict, knowledge)
        _write_sources(page, [id for reason in verdict.reasons for id in reason.citations], knowledge)
        show(page)


@app.command("assess")
def assess_case(file: CaseArgument, as_json: JsonOption = False) -> None:
    """Where does the leg pain most likely come from?"""
    with faults_reported():
        case, knowledge = _case(file)
        picture = assessed(case, knowledge)
        if as_json:
            show_json(picture)
            return
        page = Page()
        outcome = screened(case, knowledge).outcome
        if outcome in SENT_AWAY:
            page.lead(HEADLINES[outcome])
            page.gap()
        write_picture(page, picture, knowledge)
        clues = [clue for reading in picture.readings for clue in reading.speaks_for]
        _write_sources(page, [id for clue in clues for id in clue.citations], knowledge)
        show(page)


@app.command("plan")
def plan_case(
    file: CaseArgument,
    twice_a_week: Annotated[
        bool,
        typer.Option("--twice-a-week", help="You judge the pain acute and massage tolerated: two a week at first."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """What shall we do, where, how hard, how often?"""
    with faults_reported():
        case, knowledge = _case(file)
        picture = assessed(case, knowledge)
        verdict = route(screened(case, knowledge), picture)
        pace = Pace.TWICE_A_WEEK_AT_FIRST if twice_a_week else Pace.WEEKLY
        made, why_no_plan = plan_or_why(case, verdict, picture, knowledge, pace=pace)
        if as_json:
            show_json({"plan": made, "why_no_plan": why_no_plan})
            return
        page = Page()
        if made:
            write_plan(page, made, knowledge)
            _write_sources(page, made.citations, knowledge)
        else:
            page.lead(why_no_plan)
        show(page)


@app.command("pathway")
def run_case(file: CaseArgument, as_json: JsonOption = False) -> None:
    """All stages that the file has data for."""
    with faults_reported():
        case, knowledge = _case(file)
        result = run_pathway(case, knowledge)
        if as_json:
            show_json(result)
            return
        page = Page()
        names = {profile.id: profile.name for profile in case.therapists}
        write_pathway(page, result, knowledge, zone=case.availability.zone if case.availability else "UTC", names=names)
        show(page)


@app.command("score")
def score_measure(
    measure: Annotated[str, typer.Argument(help="Id of a measure, such as rmdq_24.")],
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Answers by item, or a case file; - for standard input.")
    ] = "-",
    as_json: JsonOption = False,
    form: Annotated[bool, typer.Option("--form", help="Show the empty form instead, to fill in and score.")] = False,
) -> None:
    """Score a form, or one measure of a case file."""
    with faults_reported():
        knowledge = load_knowledge()
        if form:
            typer.echo(form_text(instrument_called(measure, knowledge), knowledge), nl=False)
            return
        instrument, scores = scores_in(measure, read_document(file), knowledge, today=date.today())  # noqa: DTZ011
        if as_json:
            show_json(scores)
            return
        page = Page()
        page.lead(f"{instrument.label} ({instrument.low:g} to {instrument.high:g}, {instrument.better} is better)")
        write_series(page, scores, knowledge)
        show(page)


@app.command("serve")
def serve(
    address: Annotated[str, typer.Option(help="host:port to listen on.")] = "127.0.0.1:8000",
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Another process runs `ischia worker`.")] = False,
) -> None:
    """Serve the clinic, and send its messages (needs ischia[clinic])."""
    serve_clinic(address, with_worker=not no_worker)


@app.command("worker")
def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")] = False,
) -> None:
    """Send messages and do what comes round, beside `serve --no-worker` (needs ischia[clinic])."""
    run_worker(once=once)


@app.command("demo")
def demo() -> None:
    """Load the demo clinic (needs ischia[clinic])."""
    load_demo()


def _write_sources(page: Page, citations: Any, knowledge: Knowledge) -> None:
    lines = reference_list(citations, knowledge)
    if lines:
        page.heading("Sources")
        page.items(lines)
    page.gap()
    page.text(f"Knowledge version {knowledge.version}. This tool does not diagnose.")
