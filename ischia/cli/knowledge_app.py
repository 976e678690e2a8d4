"""Which commands serve those who read and write knowledge?"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ischia.cli.case_file import read_case
from ischia.cli.case_schema import nearest
from ischia.cli.comparing import compare
from ischia.cli.coverage import coverage_of
from ischia.cli.documents import read_document
from ischia.cli.explaining import explained
from ischia.cli.page import Page
from ischia.cli.presenters.authors import (
    CheckResult,
    write_check,
    write_comparison,
    write_coverage,
    write_explanation,
)
from ischia.cli.presenters.knowledge import kinds_of, title_of, write_list, write_record, write_unverified
from ischia.cli.presenters.words import labels_of
from ischia.cli.reporting import faults_reported, show, show_json
from ischia.cli.revision import knowledge_of
from ischia.cli.run import answers_that_count
from ischia.cli.skeleton import write_skeleton
from ischia.knowledge import Knowledge, KnowledgeFault, load_knowledge, overdue, register_faults, unverified
from ischia.knowledge.faults import Fault
from ischia.knowledge.kinds import KINDS
from ischia.knowledge.load import HOME
from ischia.knowledge.register import ROWS
from ischia.pathway.screen.proofs import prove
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.rule_cases import check_cases

knowledge_app = typer.Typer(
    help="What Ischia knows, and how far it may be relied on.", no_args_is_help=True, rich_markup_mode=None
)

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]


@knowledge_app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="A knowledge folder; by default the packaged one.")] = None,
    on: Annotated[str, typer.Option(help="The day to count overdue reviews on, YYYY-MM-DD; by default today.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Read and check every file, run the cases, look for rows left out, and prove what the safety rules promise.

    A review that is overdue is reported and is no fault.
    """
    with faults_reported():
        day = _day(on)
        knowledge = knowledge_in(folder)
        faults = (*check_cases(knowledge), *register_faults(knowledge)) or tuple(_unproved(knowledge))
        if faults:
            raise KnowledgeFault(faults)
        result = CheckResult(
            version=knowledge.version,
            records={kind: len(records) for kind, records in kinds_of(knowledge).items()},
            cases=_count_cases(knowledge),
            rows=len(ROWS),
            overdue=overdue(knowledge, day),
        )
        if as_json:
            show_json(result)
            return
        page = Page()
        write_check(page, result)
        show(page)


def _unproved(knowledge: Knowledge) -> Iterator[Fault]:
    """What the proofs about the safety rules found against them."""
    for counterexample in prove(knowledge):
        yield Fault(file=counterexample.rule, field=counterexample.promise, reason=str(counterexample))


def knowledge_in(folder: Path | None) -> Knowledge:
    """The knowledge in a folder, by default the packaged set. Raises `BadInput` where there is no such folder."""
    if folder is not None and not folder.is_dir():
        raise BadInput((InputFault(field=str(folder), reason="is not a folder."),))
    return load_knowledge(folder)


def _count_cases(knowledge: Knowledge) -> int:
    of_safety = sum(len(rule.cases) for rule in knowledge.safety_rules)
    return of_safety + sum(len(rule.cases) for rule in knowledge.review_rules.values())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()  # noqa: DTZ011 - the author's own day
    except ValueError as error:
        raise BadInput((InputFault(field="--on", reason=f"{text} is not a date written YYYY-MM-DD."),)) from error


@knowledge_app.command("new")
def new(
    kind: Annotated[str, typer.Argument(help="One kind of record, such as red_flags.")],
    id: Annotated[str, typer.Argument(help="Its id, which becomes the file's name.")],
    folder: Annotated[Path, typer.Option(help="The knowledge folder to write into.")] = HOME,
    as_json: JsonOption = False,
) -> None:
    """Write an empty file to fill in; `check` names what is missing until it is complete. Never overwrites."""
    with faults_reported():
        kinds = {each.name: each for each in KINDS}
        if kind not in kinds:
            raise _no_such_kind(kind, kinds)
        if not folder.is_dir():
            raise BadInput((InputFault(field=str(folder), reason="is not a folder."),))
        path = write_skeleton(kinds[kind], id, folder)
        if as_json:
            show_json({"file": str(path)})
            return
        page = Page()
        page.lead(f"{path} is written.")
        page.text("Fill in every field; `ischia knowledge check` says what is still missing.")
        show(page)


@knowledge_app.command("list")
def list_records(
    kind: Annotated[str | None, typer.Argument(help="One kind of record, such as red_flags.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ids and titles of all records, or of one kind."""
    with faults_reported():
        kinds = kinds_of(load_knowledge())
        if kind is not None and kind not in kinds:
            raise _no_such_kind(kind, kinds)
        shown = {name: records for name, records in kinds.items() if kind in (None, name)}
        if as_json:
            show_json({name: {id: title_of(each) for id, each in records.items()} for name, records in shown.items()})
            return
        page = Page()
        write_list(page, shown)
        show(page)


def _no_such_kind(kind: str, kinds: Collection[str]) -> BadInput:
    reason = f"There is no kind of record called {kind}."
    return BadInput((InputFault(field="kind", reason=reason, suggestion=nearest(kind, kinds)),))


@knowledge_app.command("show")
def show_record(id: Annotated[str, typer.Argument(help="Id of a record.")], as_json: JsonOption = False) -> None:
    """One record with all its fields; when kinds share an id, each of them. A row such as RF01 shows all its rules."""
    with faults_reported():
        knowledge = load_knowledge()
        kinds = kinds_of(knowledge)
        found: dict[str, Any] = {kind: records[id] for kind, records in kinds.items() if id in records}
        found |= {rule.id: rule for rule in knowledge.safety_rules if rule.origin == id}
        if not found:
            known = [each for records in kinds.values() for each in records]
            reason = f"There is no record called {id}."
            raise BadInput((InputFault(field="id", reason=reason, suggestion=nearest(id, known)),))
        if as_json:
            show_json(found)
            return
        page = Page()
        for where, record in found.items():
            page.gap()
            write_record(page, where, id, record)
        show(page)


@knowledge_app.command("unverified")
def list_unverified(as_json: JsonOption = False) -> None:
    """Everything that ships marked unverified, for a clinician to confirm."""
    with faults_reported():
        entries = unverified(load_knowledge())
        if as_json:
            show_json(entries)
            return
        page = Page()
        write_unverified(page, entries)
        show(page)


@knowledge_app.command("explain")
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A case file, or - for standard input.")],
    as_json: JsonOption = False,
) -> None:
    """Why each safety rule fired, is open or did not fire on a case file, with the findings that decided."""
    with faults_reported():
        knowledge = load_knowledge()
        case = read_case(read_document(file), knowledge)
        *_earlier, (_day, answers) = answers_that_count(case, knowledge)
        explanation = explained(answers, knowledge)
        if as_json:
            show_json(explanation)
            return
        page = Page()
        write_explanation(page, explanation, knowledge)
        show(page)


@knowledge_app.command("coverage")
def coverage(
    folder: Annotated[Path | None, typer.Argument(help="A knowledge folder; by default the packaged one.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Findings that nothing uses, rules that no question reaches, sources and claims that nothing shows."""
    with faults_reported():
        gaps = coverage_of(knowledge_in(folder))
        if as_json:
            show_json(gaps)
            return
        page = Page()
        write_coverage(page, gaps)
        show(page)


@knowledge_app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="A knowledge folder, or a git revision of the packaged one.")],
    new: Annotated[str, typer.Argument(help="The same; by default the packaged set as it is.")] = "",
    people: Annotated[int, typer.Option(help="How many people to invent from each set.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="Which people.")] = 2026,
    as_json: JsonOption = False,
) -> None:
    """Which records changed between two sets, and who among generated people gets another verdict."""
    with faults_reported():
        before, after = knowledge_of(old), knowledge_of(new) if new else load_knowledge()
        comparison = compare(before, after, count=people, seed=seed)
        if as_json:
            show_json(comparison)
            return
        page = Page()
        write_comparison(page, comparison, {**labels_of(before), **labels_of(after)})
        show(page)
