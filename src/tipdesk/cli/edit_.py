"""tipdesk edit QUERY -l LIB"""

from pathlib import Path
from typing import Any

import click

from tipdesk.app.edits import Batch, Edit, FileUnder, SetAuthors, SetField, SetTrashed, SetYear
from tipdesk.cli import options
from tipdesk.cli.output import DONE, remark, result, result_json, telling_of_change
from tipdesk.domain import values
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import And, InTrash, Query


@click.command("edit", cls=options.QueryCommand)
@options.query(required=True)
@options.library
@click.option("--set", "assignments", multiple=True, metavar="FIELD=VALUE", help="Give a field a value; lists are separated by semicolons.")
@click.option("--add-tag", "add", multiple=True, callback=options.tag_names, metavar="TAG")
@click.option("--remove-tag", "remove", multiple=True, metavar="TAG")
@click.option("--trash", is_flag=True, help="Move to the trash.")
@click.option("--restore", is_flag=True, help="Bring back from the trash; QUERY looks in the trash.")
@click.option("--dry-run", is_flag=True, help="Say how many it would be, and change nothing.")
@options.as_json
def command(
    query: Query, library: Path, assignments: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...],
    trash: bool, restore: bool, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Change all publications that QUERY finds."""
    if trash and restore:
        raise BadRequest("--trash and --restore contradict each other.")
    fields = [_assignment(text) for text in assignments]
    with options.open_library(library) as opened:
        ids = tuple(opened.find(And((query, InTrash())) if restore else query))
        edits = [_edit(ids, name, value) for name, value in fields]
        if add or remove:
            edits.append(FileUnder(ids, "tag", add, remove))
        if trash or restore:
            edits.append(SetTrashed(ids, trash))
        if not edits:
            raise BadRequest("Nothing to change is named; use --set, --add-tag, --remove-tag, --trash or --restore.")
        if ids and not dry_run:
            opened.apply(Batch(edits, "Edit"))
    with telling_of_change(bool(ids) and not dry_run):
        if as_json:
            result_json({"edited": len(ids)})
        else:
            result(f"{len(ids)} {'would be ' if dry_run else ''}edited.")
    if not ids:
        remark("tipdesk: the query finds nothing.")
    return DONE


def _edit(ids: tuple[int, ...], name: str, value: Any) -> Edit:
    if name == "year":
        return SetYear(ids, value)
    return SetAuthors(ids, value) if name == "contributors" else SetField(ids, name, value)


def _assignment(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise BadRequest(f"--set takes FIELD=VALUE, not {text}.")
    if name.strip().lower() == "year":
        return "year", values.assignment("date", value.strip())[1]
    return values.assignment(name.strip(), value.strip())
