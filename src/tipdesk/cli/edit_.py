"""tipdesk edit QUERY -l LIB"""

from collections.abc import Collection
from pathlib import Path

import click

from tipdesk.app.edit import Edit
from tipdesk.app.edits import Batch, FileUnder, SetAuthors, SetField, SetMark, SetTrashed, SetYear
from tipdesk.app.files import LinkFile, named
from tipdesk.app.library import Library
from tipdesk.app.linking import LinkTo, Unlink
from tipdesk.app.term_edits import SetTerms
from tipdesk.cli import options
from tipdesk.cli.output import DONE, remark, result, result_json, telling_of_change
from tipdesk.domain import values
from tipdesk.domain.editions import ROLES
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import READ, STARRED, And, InTrash
from tipdesk.domain.written_lists import split_list

_SET = """Give a field a value; lists are separated by semicolons. translation-of=KEY and edition-of=KEY link to another
publication, and to none without a KEY."""


@click.command("edit", cls=options.QueryCommand)
@click.argument("query")
@options.library
@click.option("--set", "assignments", multiple=True, metavar="FIELD=VALUE", help=_SET)
@click.option("--add-tag", "add", multiple=True, callback=options.tag_names, metavar="TAG")
@click.option("--remove-tag", "remove", multiple=True, metavar="TAG")
@click.option("--add-file", "file", type=click.Path(path_type=Path), metavar="FILE", help="Link to a file.")
@click.option("--star/--unstar", "starred", default=None, help="Give a star, or take it away.")
@click.option("--read/--unread", "read", default=None, help="Mark as read, or as unread.")
@click.option("--trash", is_flag=True, help="Move to the trash.")
@click.option("--restore", is_flag=True, help="Bring back from the trash; QUERY looks in the trash.")
@click.option("--dry-run", is_flag=True, help="Say how many it would be, and change nothing.")
@options.as_json
def command(
    query: str, library: Path, assignments: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...],
    file: Path | None, starred: bool | None, read: bool | None, trash: bool, restore: bool, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Change all publications that QUERY finds."""
    if trash and restore:
        raise BadRequest("--trash and --restore contradict each other.")
    with options.open_library(library) as opened:
        wanted = options.understood(opened, query)
        ids = tuple(opened.find(And((wanted, InTrash())) if restore else wanted))
        own = [vocabulary.name for vocabulary in opened.vocabularies()]
        edits = [_edit(opened, ids, text, own) for text in assignments]
        if add or remove:
            edits.append(FileUnder(ids, "tag", add, remove))
        if file is not None:
            edits.append(_file(opened, ids, file))
        edits += [SetMark(ids, mark, on) for mark, on in ((STARRED, starred), (READ, read)) if on is not None]
        if trash or restore:
            edits.append(SetTrashed(ids, trash))
        if not edits:
            raise BadRequest("Nothing to change is named; `tipdesk edit --help` says what can be.")
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


def _edit(library: Library, ids: tuple[int, ...], text: str, own: Collection[str]) -> Edit:
    name, sign, value = (part.strip() for part in text.partition("="))
    if not sign:
        raise BadRequest(f"--set takes FIELD=VALUE, not {text}.")
    if name.lower() in own:
        return SetTerms(ids, name.lower(), split_list(value))
    if name.lower() in ROLES:
        return _link(library, ids, name.lower(), value)
    if name.lower() == "year":
        return SetYear(ids, values.assignment("date", value)[1])
    field, new = values.assignment(name, value)
    return SetAuthors(ids, new) if field == "contributors" else SetField(ids, field, new)


def _file(library: Library, ids: tuple[int, ...], file: Path) -> Edit:
    if not file.is_file():
        raise BadRequest(f"{file} is not there, or is no file.")
    return LinkFile(ids, named(file, library))


def _link(library: Library, ids: tuple[int, ...], role: str, key: str) -> Edit:
    if not key:
        return Unlink(ids, role)
    if not (target := library.ids_by_key([key])):
        raise BadRequest(f"The library has no publication with the citation key {key}.")
    return LinkTo(ids, role, target[key])
