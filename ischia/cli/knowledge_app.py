"""Which commands serve those who read and write knowledge: check, list, show, unverified?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from ischia.cli.case_schema import nearest
from ischia.cli.page import Page
from ischia.cli.presenters.knowledge import kinds_of, title_of, write_list, write_record, write_unverified
from ischia.cli.reporting import faults_reported, show, show_json
from ischia.cli.rule_cases import case_faults, count_cases
from ischia.knowledge import KnowledgeFault, load_knowledge, unverified
from ischia.pathway.shared.errors import BadInput, InputFault

knowledge_app = typer.Typer(
    help="What Ischia knows, and how far it may be relied on.", no_args_is_help=True, rich_markup_mode=None
)

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for machines.")]


@knowledge_app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="A knowledge folder; by default the packaged one.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Read every file, check it against its schema and the others, and run the cases of every rule."""
    with faults_reported():
        if folder is not None and not folder.is_dir():
            raise BadInput((InputFault(field=str(folder), reason="is not a folder."),))
        knowledge = load_knowledge(folder)
        faults = tuple(case_faults(knowledge))
        if faults:
            raise KnowledgeFault(faults)
        counts = {kind: len(records) for kind, records in kinds_of(knowledge).items()}
        if as_json:
            show_json({"version": knowledge.version, "records": counts, "cases": count_cases(knowledge)})
            return
        page = Page()
        page.lead(f"{sum(counts.values())} files are in order, and {count_cases(knowledge)} cases come out as written.")
        page.text(f"Knowledge version {knowledge.version}.")
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
            reason = f"There is no kind of record called {kind}."
            raise BadInput((InputFault(field="kind", reason=reason, suggestion=nearest(kind, kinds)),))
        shown = {name: records for name, records in kinds.items() if kind in (None, name)}
        if as_json:
            show_json({name: {id: title_of(each) for id, each in records.items()} for name, records in shown.items()})
            return
        page = Page()
        write_list(page, shown)
        show(page)


@knowledge_app.command("show")
def show_record(id: Annotated[str, typer.Argument(help="Id of a record.")], as_json: JsonOption = False) -> None:
    """One record with all its fields; when kinds share an id, each of them."""
    with faults_reported():
        kinds = kinds_of(load_knowledge())
        found: dict[str, Any] = {kind: records[id] for kind, records in kinds.items() if id in records}
        if not found:
            known = [each for records in kinds.values() for each in records]
            reason = f"There is no record called {id}."
            raise BadInput((InputFault(field="id", reason=reason, suggestion=nearest(id, known)),))
        if as_json:
            show_json(found)
            return
        page = Page()
        for kind, record in found.items():
            page.gap()
            write_record(page, kind, id, record)
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
